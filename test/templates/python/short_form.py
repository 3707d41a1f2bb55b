"""Both decorators on the bodies themselves, in one file."""

from datetime import timedelta

from image_render_contracts.define import managed_activity, managed_workflow
from pydantic import BaseModel
from temporalio import workflow

from managed_worker import call


class Word(BaseModel):
    word: str


@managed_activity(task_queue="short-activities", start_to_close=timedelta(seconds=10))
async def shout(word: Word) -> Word:
    return Word(word=word.word.upper())


@managed_workflow(task_queue="short")
class Shout:
    def __init__(self) -> None:
        self._more: list[str] = []

    @workflow.run
    async def run(self, word: Word) -> Word:
        await workflow.wait_condition(lambda: bool(self._more))
        return await call(shout, Word(word=f"{word.word} {self._more[0]}"))

    @workflow.signal
    def more(self, word: Word) -> None:
        self._more.append(word.word)

    @workflow.update
    def peek(self, word: Word) -> Word:
        return Word(word=word.word + str(len(self._more)))
