"""hubtui: a two-pane terminal explorer of model hubs, Hugging Face left, ModelScope right.

From the top: `cli` builds a `session` and runs the `ui` or a headless command; the session opens `hubs` for
`accounts` and owns the engine (`jobs`); they all speak in the values of `model` through the interface in
`hub`. `localhub` stands apart: a server that speaks both hubs' protocols, for the demo and the tests.
"""

__version__ = "0.1.0"
