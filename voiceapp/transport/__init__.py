"""The way to the service: where it is, who we are, and the socket itself.

endpoint          pure: an address as people write it becomes a URL, a dialect and headers
resolve           pure: which value from flags, environment, settings file; and where it came from
env_file          `--env-file`
credentials       a key, or a sign-in with Entra ID
handshake_advice  pure: every way a connection fails, as a sentence with a cure
traffic           pure: what every link counts, decodes and shows to the inspector
websocket         the real link; the only file that knows `websockets` besides the embedded server
memory            the same link in virtual time, for tests
"""
