"""How the API's description (OpenAPI 3.1) says that a client signs in, and how errors look."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from portal.api.permissions import HasScope
from portal.api.problems import MEDIA_TYPE

SCHEME = "clientCredentials"


class ClientCredentialsScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """OAuth 2 client credentials with the scope of each operation."""

    target_class = "portal.api.authentication.AdviserAuthentication"
    name = SCHEME
    priority = 1

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """The flow, its token endpoint and its scopes."""
        from django.conf import settings

        return {
            "type": "oauth2",
            "description": "An administrator of the portal registers the client. A token is valid for fifteen minutes.",
            "flows": {
                "clientCredentials": {
                    "tokenUrl": "/api/oauth/token/",
                    "scopes": settings.OAUTH2_PROVIDER["SCOPES"],
                }
            },
        }

    def get_security_requirement(self, auto_schema: AutoSchema) -> dict[str, list[str]]:
        """The scopes that the operation needs."""
        permissions = auto_schema.view.get_permissions()
        return {SCHEME: [permission.scope for permission in permissions if isinstance(permission, HasScope)]}


def describe_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Adds the one shape of errors to every operation."""
    result["components"].setdefault("schemas", {})["Problem"] = {
        "type": "object",
        "description": "Problem details (RFC 9457).",
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "code": {"type": "string"},
            "request_id": {"type": "string", "format": "uuid"},
            "errors": {"type": "object", "additionalProperties": True},
        },
        "required": ["type", "title", "status", "detail", "code", "request_id"],
    }
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"]["default"] = {
                "description": "Any error.",
                "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }
    return result
