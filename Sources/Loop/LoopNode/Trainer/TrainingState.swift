/// Where a training stands.
///
/// ```text
///  before                  during                     after                     key of its errors
///  ──────────────────────  ─────────────────────────  ────────────────────────  ─────────────────────
///  initialized             data_downloading           data_downloaded           prepare
///  data_downloaded         train_model_downloading    train_model_downloaded    download_model
///  train_model_downloaded  running                    training_finished         run_training
///  training_finished       confusion_matrix_syncing   confusion_matrix_synced   sync_confusion_matrix
///  confusion_matrix_synced train_model_uploading      train_model_uploaded      upload_model
///  train_model_uploaded    detecting                  detected                  detecting
///  detected                detection_uploading        ready_for_cleanup         upload_detections
///  ready_for_cleanup       the files go, and with them the training
/// ```
///
/// A step that fails goes back to where it began and is done again, after a while; one that cannot be mended, or is
/// aborted, goes to `ready_for_cleanup`. Only states before and after a step are written down, so a node that was killed
/// begins the step again.
///
/// The words are those of the Python library from 0.10.0 on.
enum TrainingState: String, Sendable, Hashable, CaseIterable {
    case initialized
    case dataDownloading = "data_downloading"
    case dataDownloaded = "data_downloaded"
    case modelDownloading = "train_model_downloading"
    case modelDownloaded = "train_model_downloaded"
    case running
    case finished = "training_finished"
    case metricsSyncing = "confusion_matrix_syncing"
    case metricsSynced = "confusion_matrix_synced"
    case modelUploading = "train_model_uploading"
    case modelUploaded = "train_model_uploaded"
    case detecting
    case detected
    case detectionsUploading = "detection_uploading"
    case readyForCleanup = "ready_for_cleanup"

    /// The step that is due, or under way; nil when there is nothing left but to clean up.
    var step: TrainingStep? {
        switch self {
        case .initialized, .dataDownloading: .prepare
        case .dataDownloaded, .modelDownloading: .downloadModel
        case .modelDownloaded, .running: .train
        case .finished, .metricsSyncing: .publish
        case .metricsSynced, .modelUploading: .uploadModel
        case .modelUploaded, .detecting: .detect
        case .detected, .detectionsUploading: .uploadDetections
        case .readyForCleanup: nil
        }
    }
}

/// A part of a training that is done as a whole, or again.
enum TrainingStep: Sendable, Hashable, CaseIterable {
    case prepare, downloadModel, train, publish, uploadModel, detect, uploadDetections

    var before: TrainingState {
        switch self {
        case .prepare: .initialized
        case .downloadModel: .dataDownloaded
        case .train: .modelDownloaded
        case .publish: .finished
        case .uploadModel: .metricsSynced
        case .detect: .modelUploaded
        case .uploadDetections: .detected
        }
    }

    var during: TrainingState {
        switch self {
        case .prepare: .dataDownloading
        case .downloadModel: .modelDownloading
        case .train: .running
        case .publish: .metricsSyncing
        case .uploadModel: .modelUploading
        case .detect: .detecting
        case .uploadDetections: .detectionsUploading
        }
    }

    var after: TrainingState {
        switch self {
        case .prepare: .dataDownloaded
        case .downloadModel: .modelDownloaded
        case .train: .finished
        case .publish: .metricsSynced
        case .uploadModel: .modelUploaded
        case .detect: .detected
        case .uploadDetections: .readyForCleanup
        }
    }

    /// What its errors are called in a status.
    var errorKey: String {
        switch self {
        case .prepare: "prepare"
        case .downloadModel: "download_model"
        case .train: "run_training"
        case .publish: "sync_confusion_matrix"
        case .uploadModel: "upload_model"
        case .detect: "detecting"
        case .uploadDetections: "upload_detections"
        }
    }

    /// How long to wait before a step is done again.
    ///
    /// 5 s, and twice as long each time, up to 300 s: the Python library's numbers since 0.26.
    ///
    /// - Parameter failureCount: how often it has failed in a row, 1 or more.
    static func pause(afterFailures failureCount: Int) -> Duration {
        min(firstPause * (1 << min(failureCount - 1, 16)), longestPause)
    }

    static let firstPause = Duration.seconds(5)
    static let longestPause = Duration.seconds(300)
}
