import Bytes
import Files
import JSON
import LoopDomain
import MockLoop
import Testing

/// The trainings of a store and the models that come of them, what is deployed, and who is there.
@Suite("Trainings of a store", .timeLimit(.minutes(5)))
struct TrainingStoreTests {
    private let demo = Demo.path
    private let now = Timestamp(microsecondsSinceEpoch: 1_622_528_901_288_442)

    private func makeStore() -> Store {
        var store = Store(seed: 1, account: Account(username: "u", password: "p"))
        store.put(Demo.project(host: "http://loop", at: now))
        return store
    }

    private func file() -> OwnedFile { OwnedFile(path: "/nonexistent/model", byteCount: 1) }

    private func project(_ store: Store) throws -> Project { store.projects[try store.place(of: demo)] }

    private func training(_ number: Int, in store: Store) throws -> Training {
        try #require(try project(store).training(number))
    }

    /// Begins a training that its trainer agrees to.
    private func begin(
        _ store: inout Store, trainer: String = "t", base: String? = Demo.models[2].id, details: Value = [:]
    ) throws -> Int {
        let number = try store.takeTrainingNumber(in: demo)
        _ = try store.beginTraining(
            in: demo, trainer: trainer, trainerName: "a trainer", baseModel: base, number: number, details: details,
            at: now)
        _ = try store.confirmTraining(number, in: demo)
        return number
    }

    /// Uploads the model of a training in a format.
    private func upload(_ store: inout Store, _ number: Int, _ format: String = "a") throws -> TrainedModel {
        let draft = try store.draftModel(ofTraining: number, format: format, in: demo)
        try store.complete(
            draft, ofTraining: number, format: format, file: file(), contributed: draft.contributed, host: "", in: demo,
            at: now)
        return try store.model(draft.id, in: demo).model
    }

    /// Announces a model as trainers up to version 0.7.22 do.
    private func announce(_ store: inout Store, _ id: String, from parent: Value = nil, by trainer: String = "t") throws
    {
        try store.announceModel(
            ["id": .string(id), "parent_id": parent, "trainer_id": .string(trainer)], in: demo, at: now)
    }

    // MARK: Numbers

    @Test
    func `no number is given twice, whatever becomes of a training`() throws {
        var store = makeStore()
        // Three models of the project come of trainings.
        let first = try begin(&store)
        #expect(first == 4)
        store.cancelTraining(first, in: demo)
        #expect(try project(store).training(first) == nil)
        #expect(try store.takeTrainingNumber(in: demo) == 5)
        #expect(try store.takeTrainingNumber(in: demo) == 6)
        store.put(Project(path: demo))
        #expect(try store.takeTrainingNumber(in: demo) == 1)
        #expect(throws: Refusal.unknownTraining(9, demo)) { try store.confirmTraining(9, in: demo) }
    }

    // MARK: States

    @Test
    func `a state is that of the trainer's own training, from its word on to its end`() throws {
        var store = makeStore()
        let number = try store.takeTrainingNumber(in: demo)
        _ = try store.beginTraining(
            in: demo, trainer: "t", trainerName: "", baseModel: nil, number: number, details: [:], at: now)
        // It has not agreed: what it says is of before.
        store.note(state: "idle", progress: nil, ofTrainer: "t", at: now)
        #expect(try training(number, in: store).ended == nil && training(number, in: store).state == nil)
        _ = try store.confirmTraining(number, in: demo)
        store.note(state: "running", progress: Number(text: "0.5"), ofTrainer: "t", at: now)
        store.note(state: "idle", progress: nil, ofTrainer: "other", at: now)
        #expect(try training(number, in: store).state == "running" && training(number, in: store).ended == nil)
        store.note(state: "waiting_for_slot", progress: nil, ofTrainer: "t", at: now)
        #expect(try training(number, in: store).ended == nil && training(number, in: store).progress?.text == "0.5")
        store.note(state: "idle", progress: nil, ofTrainer: "t", at: now)
        #expect(try training(number, in: store).ended == now)
        // The last thing that it did.
        #expect(try training(number, in: store).state == "waiting_for_slot")
    }

    @Test
    func `what a trainer has reached is of its open training, else of its last one`() throws {
        var store = makeStore()
        #expect(throws: Refusal.noTraining(trainer: "t", demo)) {
            try store.updateTraining(of: "t", [:], in: demo)
        }
        let first = try begin(&store)
        try store.updateTraining(of: "t", ["best_epoch": 1], in: demo)
        store.note(state: "idle", progress: nil, ofTrainer: "t", at: now)
        try store.updateTraining(of: "t", ["best_epoch": 2], in: demo)
        #expect(try training(first, in: store).updateCount == 2)
        let second = try begin(&store)
        try store.updateTraining(of: "t", ["best_epoch": 3], in: demo)
        #expect(try training(first, in: store).latest == ["best_epoch": 2])
        #expect(try training(second, in: store).latest == ["best_epoch": 3])
    }

    // MARK: Models

    @Test
    func `a training that continues 1.2 makes 1.3, one from scratch the next whole version`() throws {
        var store = makeStore()
        let (first, second, third) = (
            try begin(&store), try begin(&store, base: nil), try begin(&store, base: Demo.models[0].id)
        )
        #expect(try upload(&store, first).version == "1.3")
        #expect(try upload(&store, second).version == "2.0")
        let model = try upload(&store, third)
        #expect(model.version == "1.4" && model.parent == Demo.models[0].id && model.training == third)
        let fourth = try begin(&store, base: model.id)
        #expect(try upload(&store, fourth).version == "1.5")
        // A model that is none is continued by a version of its own.
        let fifth = try begin(&store, base: "nothing")
        #expect(try upload(&store, fifth).version == "3.0")
    }

    @Test
    func `two trainings that continue the same model at the same time get two versions`() throws {
        var store = makeStore()
        let (one, other) = (try begin(&store, trainer: "t"), try begin(&store, trainer: "u"))
        let drafts = [
            try store.draftModel(ofTraining: one, format: "a", in: demo),
            try store.draftModel(ofTraining: other, format: "a", in: demo),
        ]
        #expect(drafts.map(\.version) == ["1.3", "1.4"] && drafts[0].id != drafts[1].id)
        // An upload that came to nothing keeps what it was promised.
        #expect(try store.draftModel(ofTraining: one, format: "b", in: demo).version == "1.3")
        #expect(try upload(&store, other).version == "1.4" && upload(&store, one).version == "1.3")
        let next = try store.draftModel(in: demo, format: "a")
        #expect(next.version == "2.0")
    }

    @Test
    func `all formats of a training are one model, and each is stored once`() throws {
        var store = makeStore()
        let number = try begin(&store)
        let early = try store.draftModel(ofTraining: number, format: "b", in: demo)
        let first = try upload(&store, number, "a")
        #expect(early.id == first.id)
        #expect(try upload(&store, number, "c").formats == ["a", "c"])
        #expect(throws: Refusal.alreadyStored(id: first.id, format: "a")) {
            try store.draftModel(ofTraining: number, format: "a", in: demo)
        }
        // The one that began before the first was complete.
        try store.complete(
            early, ofTraining: number, format: "b", file: file(), contributed: [], host: "", in: demo, at: now)
        #expect(throws: Refusal.alreadyStored(id: first.id, format: "b")) {
            try store.complete(
                early, ofTraining: number, format: "b", file: file(), contributed: [], host: "", in: demo, at: now)
        }
        #expect(try store.model(first.id, in: demo).model.formats == ["a", "c", "b"])
        #expect(try training(number, in: store).model == first.id)
        // That one shows first where tests look for it.
        #expect(try project(store).training(number)?.model == first.id)
    }

    @Test(arguments: [0, -1, 4, 99, Int.max, Int.min])
    func `a training that never began has no model`(number: Int) {
        var store = makeStore()
        #expect(throws: Refusal.unknownTraining(number, demo)) {
            try store.draftModel(ofTraining: number, format: "a", in: demo)
        }
    }

    @Test
    func `what a trainer does not say of its model is known from the training`() throws {
        var store = makeStore()
        func contributed(_ details: Value) throws -> Value {
            let number = try begin(&store, details: details)
            return .object(try store.draftModel(ofTraining: number, format: "a", in: demo).contributed)
        }
        let all = Value.array(Demo.categories.map(\.json))
        #expect(try contributed([:]) == ["categories": all])
        #expect(try contributed(["categories": [], "resolution": 640]) == ["categories": all, "resolution": 640])
        #expect(
            try contributed([
                "categories": [["id": "c", "name": "n"]], "resolution": 640,
                "hyperparameters": ["resolution": "512"],
            ]) == ["categories": [["id": "c", "name": "n"]], "resolution": 512])
        #expect(try contributed(["hyperparameters": ["resolution": "large"]]) == ["categories": all])
    }

    // MARK: Models that trainers announce

    @Test
    func `a model that is announced has no version until its files come`() throws {
        var store = makeStore()
        let number = try begin(&store)
        try announce(&store, "a", from: .string(Demo.models[2].id))
        try announce(&store, "b", from: "a")
        #expect(try store.model("b", in: demo).model.version == nil)
        #expect(try training(number, in: store).updateCount == 2 && training(number, in: store).model == "b")
        #expect(throws: Refusal.unversionedModel(id: "b")) { try store.deploy("b", in: demo) }
        // Attempts that come to nothing, and another format at the same time, are promised the same one.
        for _ in 0..<3 { #expect(try store.version(ofModelToStore: "b", in: demo) == "1.3") }
        #expect(try store.draftModel(in: demo, format: "x").version == "2.0")
        #expect(try store.put(file(), format: "x", ofModel: "b", in: demo).version == "1.3")
        #expect(try store.put(file(), format: "y", ofModel: "b", in: demo).version == "1.3")
        #expect(try store.put(file(), format: "x", ofModel: "a", in: demo).version == "1.4")
        #expect(try store.deploy("b", in: demo)?.version == "1.3")
        // To announce it again changes nothing.
        try announce(&store, "b")
        #expect(try store.model("b", in: demo).model.formats == ["x", "y"])
    }

    @Test
    func `a model from scratch is a whole version, and so is one whose parents go round in a circle`() throws {
        var store = makeStore()
        try announce(&store, "a", from: "b")
        try announce(&store, "b", from: "a")
        try announce(&store, "c")
        #expect(try store.put(file(), format: "x", ofModel: "a", in: demo).version == "2.0")
        #expect(try store.put(file(), format: "x", ofModel: "b", in: demo).version == "2.1")
        #expect(try store.put(file(), format: "x", ofModel: "c", in: demo).version == "3.0")
    }

    /// A trainer of 0.7.23 that was told of by `update_model` before it was updated, say.
    @Test
    func `an announced model that comes by the way of trainings gets its version, too`() throws {
        var store = makeStore()
        let number = try begin(&store)
        try announce(&store, "a", from: .string(Demo.models[2].id))
        let model = try upload(&store, number)
        #expect(model.id == "a" && model.version == "1.3" && model.formats == ["a"])
    }

    @Test(arguments: ["", " ", "a b", "a/b", "../a", "a\"", "a;b", "ä", "a\r\nb", String(repeating: "a", count: 65)])
    func `an id that could be no name of a file is none`(id: String) {
        var store = makeStore()
        #expect(throws: Refusal.badModelID(id)) { try announce(&store, id) }
        #expect(throws: Refusal.announcementWithoutID) { try store.announceModel(["id": 7], in: demo, at: now) }
    }

    @Test(arguments: ["a", "3c20d807-f71c-40dc-a996-8a8968aa5431", "model_1.0", String(repeating: "a", count: 64)])
    func `an id that can be a name of a file is one`(id: String) throws {
        var store = makeStore()
        try announce(&store, id, by: "nobody")
        #expect(try store.model(id, in: demo).model.id == id)
        // Without a training, the project's categories are its own.
        #expect(try store.model(id, in: demo).contributed.map(\.name) == ["categories"])
    }

    // MARK: Deployment

    @Test
    func `detectors get a model by its id, by its version, or none`() throws {
        var store = makeStore()
        #expect(try project(store).deployedModel?.version == "1.1")
        #expect(try store.deploy("1.0", in: demo)?.id == Demo.models[0].id)
        #expect(try store.deploy(Demo.models[2].aliases[0], in: demo)?.id == Demo.models[2].id)
        #expect(try project(store).deployedModel?.version == "1.2")
        #expect(throws: Refusal.unknownModel(id: "9.9", demo)) { try store.deploy("9.9", in: demo) }
        #expect(try project(store).deployedModel?.version == "1.2")
        #expect(try store.deploy(nil, in: demo) == nil)
        #expect(try project(store).deployedModel == nil)
        store.put(Project(path: demo))
        #expect(try project(store).deployedModel == nil)
    }

    // MARK: Who is there

    @Test
    func `nodes are remembered by their last status, as many as the limit says`() throws {
        var store = makeStore()
        func status(_ id: String, _ state: String = "idle") throws -> Element {
            try Document(parsing: #"{"id": "\#(id)", "name": "node \#(id)", "state": "\#(state)"}"#).root
        }
        for number in 0..<Store.nodeCountLimit {
            store.note(node: String(number), kind: .trainer, status: try status(String(number)), at: now)
        }
        #expect(store.nodeOrder.count == Store.nodeCountLimit && store.nodes["0"]?.name == "node 0")
        // One that says something again is no other one.
        store.note(node: "0", kind: .trainer, status: try status("0", "running"), at: now)
        #expect(store.nodeOrder.count == Store.nodeCountLimit && store.nodes["0"]?.status["state"]?.string == "running")
        store.note(node: "one more", kind: .annotator, status: try status("one more"), at: now)
        #expect(store.nodeOrder.count == Store.nodeCountLimit && store.nodes.count == Store.nodeCountLimit)
        #expect(store.nodes["0"] == nil && store.nodes["1"] != nil && store.nodes["one more"]?.kind == .annotator)

        store.reset(seed: 1) { $0.id == "7" || $0.kind == .annotator }
        #expect(store.nodeOrder == ["7", "one more"] && store.nodes.count == 2)
    }

    @Test
    func `detectors of a project are remembered, as many as the limit says`() throws {
        var store = makeStore()
        for number in 0...Store.detectorCountLimit {
            try store.note(detector: "\(number)", name: "", status: [:], in: demo, at: now)
        }
        try store.note(detector: "1", name: "again", status: ["a": 1], in: demo, at: now)
        let detectors = try project(store).detectors
        #expect(detectors.count == Store.detectorCountLimit)
        #expect(detectors[0].id == "1" && detectors[0].name == "again" && detectors[0].status == ["a": 1])
    }
}
