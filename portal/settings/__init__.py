"""Settings by subject; `development`, `test` and `production` put them together."""
