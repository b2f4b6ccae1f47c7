"""`Teller`: what is said of one file, or one member of a container, when its formats were asked."""

from mediascan.engine.classify import Classifier
from mediascan.engine.concealment import concealed, is_unexplained, judged
from mediascan.engine.content import (
    CLASSES,
    CONSTANT_START,
    TEXT,
    UNKNOWN,
    class_of_text,
    content_class,
)
from mediascan.engine.read import Content
from mediascan.engine.second_opinion import SecondOpinion, class_of_mime
from mediascan.engine.volumes import volume_finding
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.window import ReadAt

_CLASS_OF_KIND = {
    Kind.CHECKPOINT: "model",
    Kind.DATASET: "dataset",
    Kind.ENCRYPTED: "encrypted",
}

_Found = tuple[Finding, ...]
Said = tuple[_Found, str, str | None]  # findings, content class, libmagic's words


class Teller:
    """Holds the rules that no single format can know; one a worker."""

    def __init__(self, classifier: Classifier) -> None:
        self.classifier = classifier
        self.opinion = SecondOpinion()

    def judged(
        self,
        path: bytes,
        content: Content,
        read_at: ReadAt,
        size: int,
        findings: tuple[Finding, ...],
    ) -> Said:
        """`findings` of the formats, and what they and the name leave unsaid."""
        if volume := volume_finding(path, findings):
            findings = (*findings, volume)
        if findings:
            findings = concealed(path, findings, read_at, size, self.classifier)
        kind, words = self.class_of(content, size, findings)
        if is_unexplained(kind, findings, size):
            more = judged(path, kind, content.head, read_at, size, self.classifier)
            if more:
                findings = (*findings, *more)
                kind, words = self.class_of(content, size, findings)
        return findings, kind, words

    def class_of(
        self, content: Content, size: int, findings: tuple[Finding, ...]
    ) -> tuple[str, str | None]:
        """The content class, and libmagic's words where it had to be asked.

        A file that only begins with a filling is not known by that.
        """
        for one in findings:
            if one.confidence >= Confidence.PARSED and one.kind in _CLASS_OF_KIND:
                return _CLASS_OF_KIND[one.kind], None
        index = content_class(content.head, size)
        if index == CONSTANT_START:
            return "constant" if content.constant else "unknown", None
        if index == TEXT:
            return class_of_text(content.head, size, nul=content.nul), None
        if index != UNKNOWN:
            return CLASSES[index], None
        mime, words = self.opinion.describe(content.head)
        return class_of_mime(mime), words or None
