"""The few catalog entries that no library has; each is imported when the catalog first names it."""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    submod_attrs={
        "append_log": ["AppendLogDataset"],
        "champion": ["ChampionDataset", "ChampionWatchDataset"],
        "daily": ["DailyDataset"],
        "delivered_files": ["DeliveredFilesDataset"],
        "delta": ["DeltaTableDataset", "DeltaVersionDataset"],
        "evaluation_notes": ["EvaluationNotesDataset"],
        "file_stream": ["FileStreamDataset"],
        "files": ["CSVDataset", "JSONDataset", "JSONLinesDataset", "TextDataset"],
        "folder": ["FolderDataset"],
        "kafka_stream": ["KafkaStreamDataset"],
        "notes": ["NoteFilesDataset"],
        "pictures": ["MlflowPicturesDataset"],
        "plots": ["PlotlyDataset"],
        "secret": ["SecretDataset"],
        "stream_table": ["StreamDeltaTableDataset"],
        "telemetry": ["TelemetryDataset"],
        "text_classifier": ["TextClassifierDataset"],
        "training": ["TrainingResultsDataset"],
        "trials": ["MlflowTrialsDataset"],
        "user_table": ["UserTableDataset"],
        "vehicles": ["VehiclesDataset"],
    },
)
