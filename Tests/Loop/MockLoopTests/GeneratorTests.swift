import JSON
import LoopDomain
import MockLoop
import Testing

@Suite("The generator of projects", .timeLimit(.minutes(5)))
struct GeneratorTests {
    private let now = Timestamp(microsecondsSinceEpoch: 1_622_528_901_288_442)

    private static func configuration(_ members: Value) throws -> ProjectConfiguration {
        var json = members
        if json["project_name"] == nil { json["project_name"] = "p" }
        return try ProjectConfiguration(json: json, organization: "zauberzeug")
    }

    private func project(_ members: Value) throws -> Project {
        Generator.project(try Self.configuration(members), host: "http://loop", at: now)
    }

    // MARK: What it is asked for

    @Test
    func `members of all eras are understood`() throws {
        let configuration = try Self.configuration([
            "project_name": "pytest", "inbox": 1, "annotate": 2, "review": 3, "complete": 4, "backlog": 5, "trash": 6,
            "image_style": "plain", "thumbs": false, "tags": 7, "trainings": 8, "box_categories": 1,
            "point_categories": 2, "segmentation_categories": 3, "classification_categories": 4, "box_detections": 5,
            "box_annotations": 6, "point_annotations": 7, "skeleton": false, "nobody": ["knows": "this"],
        ])
        #expect(configuration.path == ProjectPath(organization: "zauberzeug", project: "pytest"))
        #expect(
            configuration.imageCounts
                == [.inbox: 1, .annotate: 2, .review: 3, .complete: 4, .backlog: 5, .trash: 6])
        #expect(configuration.imageStyle == .plain)
        #expect(configuration.tagCount == 7 && configuration.trainingCount == 8)
        #expect(configuration.categoryCounts.map(\.kind.word) == ["box", "point", "segmentation", "classification"])
        #expect(configuration.categoryCounts.map(\.count) == [1, 2, 3, 4])
        #expect(configuration.detectionCounts.map(\.count) == [5, 0, 0, 0])
        #expect(configuration.annotationCounts.map(\.count) == [6, 7, 0, 0])
    }

    @Test
    func `what is missing or null is nothing`() throws {
        for members in [[:], ["inbox": nil, "image_style": nil, "trainings": nil, "organization": nil]] as [Value] {
            let configuration = try Self.configuration(members)
            #expect(configuration.imageCounts.values.allSatisfy { $0 == 0 } && configuration.trainingCount == 0)
            #expect(configuration.categoryCounts.allSatisfy { $0.count == 0 } && configuration.tagCount == 0)
            #expect(configuration.imageStyle == .beautiful)
        }
    }

    /// Up to version 0.4.0 there was nothing but boxes.
    @Test
    func `counts without a kind are of boxes, and flags are one or none`() throws {
        let configuration = try Self.configuration([
            "categories": 2, "detections": 3, "annotations": 4, "box_annotations": 1, "tags": true, "trainings": false,
        ])
        #expect(configuration.categoryCounts.map(\.count) == [2, 0, 0, 0])
        #expect(configuration.detectionCounts.map(\.count) == [3, 0, 0, 0])
        #expect(configuration.annotationCounts.map(\.count) == [4, 0, 0, 0])
        #expect(configuration.tagCount == 1 && configuration.trainingCount == 0)
    }

    @Test
    func `a project may be of another organization`() throws {
        #expect(try Self.configuration(["organization": "other"]).path.organization == "other")
    }

    struct Limit: Sendable, CustomTestStringConvertible {
        let member: String
        let limit: Int
        var testDescription: String { member }
    }

    @Test(arguments: [
        Limit(member: "inbox", limit: 1_000_000), Limit(member: "trash", limit: 1_000_000),
        Limit(member: "trainings", limit: 10_000), Limit(member: "tags", limit: 1000),
        Limit(member: "categories", limit: 1000), Limit(member: "segmentation_categories", limit: 1000),
        Limit(member: "classification_categories", limit: 1000), Limit(member: "box_detections", limit: 1000),
        Limit(member: "detections", limit: 1000), Limit(member: "segmentation_annotations", limit: 1000),
    ])
    func `each count has a limit`(limit: Limit) throws {
        for excess in [-1, 0] {
            _ = try Self.configuration(
                .object([Member(name: limit.member, value: .number(Number(limit.limit + excess)))]))
        }
        for count in [limit.limit + 1, Int.max] {
            #expect(throws: Refusal.self) {
                try Self.configuration(.object([Member(name: limit.member, value: .number(Number(count)))]))
            }
        }
    }

    @Test
    func `so have all images together, and all that is marked in them`() throws {
        func images(_ counts: Int...) throws {
            let names = ["inbox", "annotate", "review", "complete", "backlog", "trash"]
            _ = try Self.configuration(
                .object(zip(names, counts).map { Member(name: $0, value: .number(Number($1))) }))
        }
        try images(999_999)
        try images(500_000, 0, 0, 499_999, 1)
        let images_ = Refusal.tooMany(what: "images", limit: 1_000_000)
        #expect(throws: images_) { try images(500_000, 0, 0, 500_000, 1) }

        func marks(complete: Int, inbox: Int, annotations: Int, detections: Int, tags: Int) throws {
            _ = try Self.configuration([
                "complete": .number(Number(complete)), "inbox": .number(Number(inbox)),
                "point_annotations": .number(Number(annotations)), "box_detections": .number(Number(detections)),
                "tags": .number(Number(tags)),
            ])
        }
        try marks(complete: 1000, inbox: 1_000, annotations: 999, detections: 0, tags: 0)
        try marks(complete: 1000, inbox: 9000, annotations: 1000, detections: 0, tags: 0)
        try marks(complete: 1000, inbox: 9000, annotations: 100, detections: 60, tags: 30)
        let marks_ = Refusal.tooMany(what: "marks and tags in all its images", limit: 1_000_000)
        #expect(throws: marks_) { try marks(complete: 1001, inbox: 0, annotations: 1000, detections: 0, tags: 0) }
        #expect(throws: marks_) { try marks(complete: 1000, inbox: 9000, annotations: 101, detections: 60, tags: 30) }
        #expect(throws: marks_) { try marks(complete: 0, inbox: 1_000_000, annotations: 0, detections: 1, tags: 1) }
    }

    @Test(arguments: ["a", "0", "demo", "pytest_nodelib_annotator", "a-b.c_d", String(repeating: "a", count: 100)])
    func `a name that can stand in a path is one`(name: String) throws {
        #expect(try Self.configuration(["project_name": .string(name)]).path.project == name)
    }

    @Test(arguments: [
        "", ".", "..", ".a", "-a", "_a", "A", "a b", "a/b", "a\\b", "ä", "a\u{0}", "a?b", "a%2fb", "generator",
        String(repeating: "a", count: 101),
    ])
    func `a name that cannot is none`(name: String) {
        #expect(throws: Refusal.badName(what: "a project", name: name)) {
            try Self.configuration(["project_name": .string(name)])
        }
    }

    // MARK: What it makes

    @Test
    func `as many images of each state as were asked for`() throws {
        let project = try project([
            "inbox": 1, "annotate": 2, "review": 3, "complete": 4, "backlog": 5, "trash": 6, "tags": 2,
        ])
        #expect(Image.State.allCases.map { project.images.count(in: $0) } == [5, 1, 2, 3, 4, 6])
        #expect(project.images.ids(in: nil).count == 10)
        #expect(Set(project.images.all.map(\.image.id)).count == 21)
        #expect(project.images.all.allSatisfy { $0.image.tags == ["tag 1", "tag 2"] })
        #expect(project.images.all.allSatisfy { $0.image.created == "2021-06-01T06:28:21.288442" })
    }

    @Test
    func `categories of each kind, boxes first, each with a name and an id of its own`() throws {
        let project = try project([
            "box_categories": 23, "point_categories": 11, "segmentation_categories": 2, "classification_categories": 3,
        ])
        let categories = project.categories
        #expect(categories.map { $0.type?.word }.filter { $0 == "box" }.count == 23)
        let kinds = categories.map { $0.type?.word ?? "" }
        #expect(
            kinds
                == [String](repeating: "box", count: 23) + [String](repeating: "point", count: 11)
                + ["segmentation", "segmentation", "classification", "classification", "classification"])
        #expect(Set(categories.map(\.name)).count == 39 && Set(categories.map(\.id)).count == 39)
        #expect(categories[0].name == "purple box" && categories[10].name == "purple box 2")
        #expect(categories.allSatisfy { ($0.pointSize != nil) == ($0.type == .point) && $0.hotkey?.count == 1 })
    }

    @Test
    func `each training has a model that continues the one before`() throws {
        let project = try project(["trainings": 12, "box_categories": 1])
        let models = project.models.all.map(\.model)
        #expect(models.map(\.version) == (0..<12).map { "1.\($0)" } && models.map(\.training) == Array(1...12))
        #expect(models.allSatisfy { $0.formats == ["mocked"] && $0.host == "http://loop" })
        #expect(models[0].parent == nil && zip(models, models.dropFirst()).allSatisfy { $0.id == $1.parent })
        #expect(project.models.all[0].contributed.map(\.name) == ["categories", "resolution"])
        #expect(project.deployedModel == nil && project.trainings.isEmpty)
    }

    @Test
    func `complete images have annotations, and all have detections of the newest model`() throws {
        let members: Value = [
            "inbox": 1, "complete": 2, "box_categories": 2, "point_categories": 1, "segmentation_categories": 1,
            "classification_categories": 1, "box_annotations": 3, "point_annotations": 1,
            "segmentation_annotations": 2, "classification_annotations": 1, "box_detections": 4, "trainings": 2,
        ]
        let project = try project(members)
        for image in project.images.all.map(\.image) {
            let annotations = image.annotations
            let isComplete = image.state == .complete
            #expect(annotations.boxes.count == (isComplete ? 3 : 0) && annotations.points.count == (isComplete ? 1 : 0))
            #expect(annotations.segmentations.count == (isComplete ? 2 : 0))
            #expect(annotations.classifications.count == (isComplete ? 1 : 0))
            #expect(image.detections.boxes.count == 4 && image.detections.points.isEmpty)
            #expect(image.detections.boxes.allSatisfy { $0["model_name"] == "1.1" && $0["x"]?.int != nil })
            for box in image.detections.boxes { #expect((0...1).contains(box["confidence"]?.double ?? -1)) }
            // Each kind of category in turn.
            #expect(Set(image.detections.boxes.compactMap { $0["category_name"]?.string }).count == 2)
        }
        // Nothing finds anything without a model, or marks anything without a category.
        var less = members
        less["trainings"] = 0
        less["point_categories"] = 0
        let poor = try self.project(less)
        #expect(poor.images.all.allSatisfy { $0.image.detections.isEmpty && $0.image.annotations.points.isEmpty })
    }

    @Test(arguments: 0...7)
    func `of two complete images one is for testing, of five one`(count: Int) throws {
        let project = try project(["complete": .number(Number(count)), "inbox": 3])
        let sets = project.images.all.filter { $0.image.state == .complete }.map(\.image.set)
        #expect(sets.count == count && sets.count { $0 == .test } == (count + 3) / 5)
        #expect(count == 0 || sets[0] == .train)
    }

    @Test
    func `pictures know what is to be seen in them`() throws {
        let members: Value = ["complete": 1, "box_categories": 1, "box_annotations": 1, "image_style": "plain"]
        func painting(_ members: Value) throws -> Painting? {
            guard case .painting(let painting)? = try project(members).images.all.first?.picture else { return nil }
            return painting
        }
        let first = try #require(try painting(members))
        #expect(first.style == .plain && first.marks.count == 1 && first.width == 640 && first.height == 480)
        #expect(try painting(members) == first)
        var other = members
        other["project_name"] = "q"
        #expect(try painting(other)?.seed != first.seed)
    }
}
