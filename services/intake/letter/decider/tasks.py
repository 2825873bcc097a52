"""What is known of a letter's disposisi: who forwarded it to whom, what of it is done, handed on, or taken back."""

from collections.abc import Mapping, Sequence

from pydantic import Field

from services.intake.letter.events import ForwardTakenBack, LetterForwarded, TaskDone, TaskGiven, TaskReopened
from shared.domain.event import Event, Value
from shared.domain.identifiers import ForwardId, TaskId


class Disposisi(Value):
    """All disposisi of one letter, in the order in which they were given."""

    forwards: Mapping[ForwardId, LetterForwarded] = Field(default_factory=dict)
    taken_back: Mapping[ForwardId, ForwardTakenBack] = Field(default_factory=dict)
    tasks: Mapping[TaskId, TaskGiven] = Field(default_factory=dict)
    done: Mapping[TaskId, TaskDone] = Field(default_factory=dict)

    @property
    def standing(self) -> Sequence[TaskGiven]:
        """The tasks that were not taken back."""
        return [one for one in self.tasks.values() if one.forward_id not in self.taken_back]

    def tasks_of(self, forward_id: ForwardId) -> Sequence[TaskGiven]:
        """Its receivers' tasks."""
        return [one for one in self.tasks.values() if one.forward_id == forward_id]

    def handed_on(self, task_id: TaskId) -> bool:
        """Whether its holder has forwarded the letter to others."""
        standing = (one for key, one in self.forwards.items() if key not in self.taken_back)
        return any(one.answers == task_id for one in standing)

    def is_over(self, task: TaskGiven) -> bool:
        """Whether nothing can be done about it any more."""
        return task.forward_id in self.taken_back or task.task_id in self.done

    def followed(self, forward_id: ForwardId) -> bool:
        """Whether any of its receivers has done something about it."""
        theirs = self.tasks_of(forward_id)
        return any(one.task_id in self.done or self.handed_on(one.task_id) for one in theirs)


def evolve_tasks(state: Disposisi, event: Event) -> Disposisi:
    """The disposisi after one more event."""
    match event:
        case LetterForwarded():
            return state.model_copy(update={"forwards": {**state.forwards, event.forward_id: event}})
        case TaskGiven():
            return state.model_copy(update={"tasks": {**state.tasks, event.task_id: event}})
        case ForwardTakenBack():
            return state.model_copy(update={"taken_back": {**state.taken_back, event.forward_id: event}})
        case TaskDone():
            return state.model_copy(update={"done": {**state.done, event.task_id: event}})
        case TaskReopened():
            left = {key: one for key, one in state.done.items() if key != event.task_id}
            return state.model_copy(update={"done": left})
    return state
