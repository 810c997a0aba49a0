"""The import of a table file into the register: the run, what was wrong in the file, and which asset came by it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from approvals.models.base import AddOnlyModel, person
from assets.models.instrument import Instrument


class ImportState(models.TextChoices):
    """Where an import stands. Only `checked` waits for a person; `checking` and `importing` are a worker's list of work."""

    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked, nothing imported yet")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Stopped, nothing imported")
    DISCARDED = "discarded", _("Discarded")


class ImportMode(models.TextChoices):
    """What happens when some rows are wrong."""

    ALL_OR_NOTHING = "all_or_nothing", _("All rows or nothing")
    GOOD_ROWS_ONLY = "good_rows_only", _("The good rows only")


#: States in which a worker has something to do.
OPEN_STATES = (ImportState.CHECKING, ImportState.IMPORTING)


class RegisterImport(models.Model):
    """One file on its way into the register, from the dry run to the trail's entry.

    The counts are those of the last look at the whole file: `rows` = `good` + `wrong` + `unchanged`; `added` is what was
    written. `progress` counts the rows of the look that is going on, `expected` is about how many there are (0: not
    known). `highest_number` is the highest number that the file states. What is wrong is said in `language`, that of
    whoever brought the file. `attempts` counts how often a worker began the piece of work that is open.
    """

    started_by = person()
    started_at = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=10)
    file_name = models.CharField(max_length=120)
    size = models.PositiveIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)

    carried_out_by = person(null=True)
    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.CHECKING)
    mode = models.CharField(max_length=16, choices=ImportMode.choices, blank=True)
    rows = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    problem_count = models.PositiveIntegerField(default=0)
    highest_number = models.PositiveIntegerField(default=0)

    expected = models.PositiveIntegerField(default=0)
    progress = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True, help_text="why it stopped")
    digest = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 over the facts of the assets that came by it"
    )
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            # The sweep asks every few seconds, and finds nothing nearly always.
            models.Index(
                fields=["id"], name="register_import_open", condition=models.Q(state__in=["checking", "importing"])
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def key(self) -> str:
        """Under what the trail keeps acts on it."""
        return f"import:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether a worker has something to do."""
        return self.state in OPEN_STATES


class ImportPiece(models.Model):
    """A piece of the file's bytes, kept until the import is done or discarded.

    In pieces, so that neither storing nor reading a large file ever holds all of it in memory.
    """

    run = models.ForeignKey(RegisterImport, on_delete=models.CASCADE, related_name="pieces", db_index=False)
    place = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "place"], name="import_piece_has_its_place")]

    def __str__(self) -> str:
        return f"{self.run}: {self.place}"


class ImportProblem(models.Model):
    """What is wrong with a row of the file, in the words of the run's language. `column` and `value` may be empty."""

    run = models.ForeignKey(RegisterImport, on_delete=models.CASCADE, related_name="problems", db_index=False)
    row = models.PositiveIntegerField(help_text="line of a CSV file, row of a sheet")
    column = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=120, blank=True)
    reason = models.TextField()

    class Meta:
        ordering = ["row", "id"]
        indexes = [models.Index(fields=["run", "row", "id"], name="import_problem_in_order")]

    def __str__(self) -> str:
        return f"{self.row}: {self.reason}"


class ImportedAsset(AddOnlyModel):
    """By which import, and by which row of its file, an asset came into the register."""

    instrument = models.OneToOneField(Instrument, on_delete=models.PROTECT, primary_key=True, related_name="imported")
    run = models.ForeignKey(RegisterImport, on_delete=models.PROTECT, related_name="assets")
    row = models.PositiveIntegerField(help_text="line of a CSV file, row of a sheet")

    class Meta:
        ordering = ["run", "row"]

    def __str__(self) -> str:
        return f"{self.run}: {self.row}"
