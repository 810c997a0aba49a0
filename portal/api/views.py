"""The API's own views; those of assets and cases live with their apps."""

from typing import Any, NoReturn

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.views import APIView

from portal.api.permissions import Anyone


@extend_schema(exclude=True)
class UnknownAddressView(APIView):
    """Every other address below `/api/`: the same error as for a record that one may not see."""

    permission_classes = [Anyone]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> NoReturn:
        """Answers before anything else is asked, whatever the method."""
        raise NotFound
