"""The sentences of zh-CN, by what they are about; read through core.domain.phrases alone."""
