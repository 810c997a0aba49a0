"""The REST API: closed by default, one error shape, OpenAPI 3.1, OAuth 2 client credentials with short tokens."""

from portal.settings.env import env

REST_FRAMEWORK: dict[str, object] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["portal.api.authentication.AdviserAuthentication"],
    # A view is opened where it is mounted (portal/api/urls.py); what is forgotten there stays closed.
    "DEFAULT_PERMISSION_CLASSES": ["portal.api.permissions.Nobody"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "portal.api.pagination.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_THROTTLE_CLASSES": ["portal.api.throttling.ClientThrottle"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "portal.api.problems.problem_of",
    "NUM_PROXIES": env.int("TRUSTED_PROXY_COUNT", default=0),
}

OAUTH2_PROVIDER_APPLICATION_MODEL = "portal_api.ApiClient"
OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL = "portal_api.AdviserAccessToken"
OAUTH2_PROVIDER_REFRESH_TOKEN_MODEL = "portal_api.AdviserRefreshToken"
# The library's own, never used here; a migration that refers to it wants the setting to exist.
OAUTH2_PROVIDER_ID_TOKEN_MODEL = "oauth2_provider.IDToken"
OAUTH2_PROVIDER: dict[str, object] = {
    "SCOPES": {
        "assets:read": "Read the assets that are under study",
        "cases:read": "Read the cases, their gates and the standing of their sign-offs",
    },
    "DEFAULT_SCOPES": ["assets:read", "cases:read"],
    "ACCESS_TOKEN_EXPIRE_SECONDS": 900,
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",
    "OAUTH2_VALIDATOR_CLASS": "portal.api.oauth.ClientCredentialsValidator",
    # Best current practice (RFC 9700): tokens never at rest and never in an address. The flows that the others govern
    # have no route here; the settings say so to the library as well.
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_PKCE_REQUIRED": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_SCHEME": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
}

SPECTACULAR_SETTINGS: dict[str, object] = {
    "TITLE": "Sovereign asset portal: API for advisers",
    "DESCRIPTION": (
        "Read-only view of the assets and cases of the feasibility study. Test only - no legal title. Amounts are decimal "
        "strings, times are UTC, lists are paged by cursor, errors are problem details (RFC 9457)."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["portal.api.permissions.IsAdviser"],
    "SCHEMA_PATH_PREFIX": "/api/v[0-9]+",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "portal.api.schema.describe_problems",
    ],
}
