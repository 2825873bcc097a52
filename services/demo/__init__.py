"""What is invented: the samples and the story that tells them, and histories of any size; nobody in it exists."""
