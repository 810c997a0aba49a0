"""What the front desk itself keeps."""

from django.db import models


class DemoStep(models.Model):
    """A step of the demo that is done. It commits together with the step's acts, so that no step is done twice."""

    key = models.CharField(max_length=80, primary_key=True)
    done_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.key
