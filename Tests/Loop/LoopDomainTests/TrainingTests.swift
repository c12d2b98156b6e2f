import JSON
import LoopDomain
import Testing

@Suite("Trainings")
struct TrainingTests {
    private let began = Timestamp(microsecondsSinceEpoch: 1_622_528_901_288_442)

    private func training() -> Training {
        Training(
            number: 4, trainer: "t", trainerName: "a trainer", baseModel: nil, details: ["training_number": 4],
            began: began)
    }

    @Test
    func `a training is open from its trainer's word to its end`() {
        var training = training()
        #expect(!training.isOpen)
        training.isConfirmed = true
        #expect(training.isOpen)
        training.ended = began
        #expect(!training.isOpen)
    }

    @Test
    func `people see all of it`() {
        var training = training()
        #expect(
            training.json.text(style: .spaced) == """
                {"number": 4, "trainer": "t", "trainer_name": "a trainer", "base_model": null, \
                "details": {"training_number": 4}, "began": "2021-06-01T06:28:21.288442", "ended": null, \
                "state": null, "progress": null, "updates": 0, "latest": null, "model_id": null}
                """)
        training.state = "running"
        training.progress = Number(text: "0.50")
        training.latest = ["best_epoch": 1]
        training.updateCount = 2
        training.model = "m"
        training.ended = began
        let json = training.json
        #expect(json["state"] == "running" && json["progress"]?.number?.text == "0.50" && json["updates"] == 2)
        #expect(json["latest"] == ["best_epoch": 1] && json["model_id"] == "m" && json["ended"] == json["began"])
    }
}
