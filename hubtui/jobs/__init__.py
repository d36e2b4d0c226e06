"""Moving content: the plan (pure), the engine that runs it on threads of its own, and the journal it keeps."""
