"""The demo: the study lived through by people in their roles, each act through the services that pages and API use."""
