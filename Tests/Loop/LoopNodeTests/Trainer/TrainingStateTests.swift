import Testing

@testable import LoopNode

@Suite("States of a training") struct TrainingStateTests {
    @Test func `the states follow one another to the end`() {
        var state = TrainingState.initialized
        var words: [String] = []
        while let step = state.step {
            #expect(step.before == state)
            words += [state.rawValue, step.during.rawValue]
            #expect(step.during.step == step)
            state = step.after
        }
        words.append(state.rawValue)
        #expect(
            words == [
                "initialized", "data_downloading", "data_downloaded", "train_model_downloading",
                "train_model_downloaded", "running", "training_finished", "confusion_matrix_syncing",
                "confusion_matrix_synced", "train_model_uploading", "train_model_uploaded", "detecting", "detected",
                "detection_uploading", "ready_for_cleanup",
            ])
        #expect(Set(words).count == TrainingState.allCases.count)
    }

    @Test func `errors are called as the library calls them`() {
        #expect(
            TrainingStep.allCases.map(\.errorKey) == [
                "prepare", "download_model", "run_training", "sync_confusion_matrix", "upload_model", "detecting",
                "upload_detections",
            ])
    }

    @Test func `pauses double from 5 s to 300 s`() {
        #expect(
            (1...9).map { TrainingStep.pause(afterFailures: $0) }
                == [5, 10, 20, 40, 80, 160, 300, 300, 300].map {
                    .seconds($0)
                })
        #expect(TrainingStep.pause(afterFailures: .max) == .seconds(300))
    }
}
