"""Moving content: the plan (pure), the engine that runs it on its own threads, and the journal it keeps."""
