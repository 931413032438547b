"""Events know the recipe cell that they are about without being told by whoever emits them."""

from nemobuild.events import Event, StepReplied, Warned, of_cell


def test_events_of_a_matrix_carry_their_cell() -> None:
    heard: list[Event] = []
    emit = of_cell(heard.append, {"lang": "de"})
    emit(StepReplied(step="title", text="Done."))
    emit(Warned(what="careful"))
    assert heard == [StepReplied(step="title", text="Done.", cell={"lang": "de"}), Warned(what="careful")]


def test_without_a_matrix_nothing_is_added() -> None:
    heard: list[Event] = []
    of_cell(heard.append, {})(StepReplied(step="title", text=""))
    assert heard == [StepReplied(step="title", text="")]
