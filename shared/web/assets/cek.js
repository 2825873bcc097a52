// Compares a file with the paper that was issued, here in the browser: nothing of the file is sent anywhere.
"use strict";
{
  const place = document.getElementById("cocok");
  const result = document.getElementById("hasil");

  const compare = async (file) => {
    if (!file) return;
    if (!globalThis.crypto?.subtle) {
      result.textContent = result.dataset.away;
      return;
    }
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    result.textContent = found === place.dataset.digest ? result.dataset.same : result.dataset.other;
  };

  document.getElementById("berkas").addEventListener("change", (event) => compare(event.target.files[0]));
  place.addEventListener("dragover", (event) => event.preventDefault());
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    compare(event.dataTransfer.files[0]);
  });
}
