internal import Bytes
internal import JSON
package import LoopDomain

/// Makes projects. The same configuration gives the same project, down to every id, in every process: tests know some
/// of them by heart.
package struct Generator: Sendable {
    private let configuration: ProjectConfiguration
    private var random: SeededGenerator
    private var project: Project
    /// The project's categories, kind by kind.
    private var categories: [Category.Kind: [Category]] = [:]

    private init(_ configuration: ProjectConfiguration) {
        self.configuration = configuration
        let path = configuration.path
        random = SeededGenerator(seed: TextUUID.seed([path.organization, path.project]))
        project = Project(path: path)
    }

    /// The format of generated models.
    package static let format = "mocked"

    /// The files of a generated model beside `model.json`, which tests of the library compare.
    package static let files: [(name: String, bytes: [UInt8])] = [
        ("file_1.txt", Array("content of file one".utf8)), ("file_2.txt", Array("content of file two".utf8)),
    ]

    /// The side length of the images that a generated model expects.
    package static let resolution = 800

    /// The project that is asked for.
    ///
    /// - Parameters:
    ///   - categories: those that it shall have; nil for generated ones.
    ///   - host: the address of the Loop, as the asker knows it.
    ///   - now: when everything in it was made.
    package static func project(
        _ configuration: ProjectConfiguration, categories: [Category]? = nil, host: String, at now: Timestamp
    ) -> Project {
        var generator = Generator(configuration)
        if let categories { generator.project.categories = categories } else { generator.makeCategories() }
        for category in generator.project.categories {
            if let kind = category.type { generator.categories[kind, default: []].append(category) }
        }
        generator.makeModels(host: host, at: now)
        generator.makeImages(at: now)
        return generator.project
    }

    private func id(_ words: String...) -> String {
        TextUUID.of(configuration.path.organization, configuration.path.project, words.joined(separator: " "))
    }

    // MARK: Categories

    private mutating func makeCategories() {
        for (kind, count) in configuration.categoryCounts {
            for number in 0..<count {
                let colour = Palette.colour(project.categories.count)
                let round = number / Palette.colours.count
                // Names are unique across all kinds: trainers keep one table of them.
                let name = "\(Palette.colour(number).name) \(kind.word)\(round > 0 ? " \(round + 1)" : "")"
                project.categories.append(
                    Category(
                        id: id(kind.word, String(number)), name: name, description: "",
                        hotkey: String((project.categories.count + 1) % 10), color: colour.code, type: kind,
                        pointSize: kind == .point ? 20 : nil))
            }
        }
    }

    // MARK: Models

    private mutating func makeModels(host: String, at now: Timestamp) {
        // One for all: a project may have thousands of either.
        let contributions = Self.contributions(of: project.categories)
        for number in 0..<configuration.trainingCount {
            let model = TrainedModel(
                id: id("model", String(number)), version: "1.\(number)", formats: [Self.format], created: now,
                comment: "training \(number + 1)", host: host, training: number + 1,
                parent: number > 0 ? id("model", String(number - 1)) : nil)
            project.models.add(
                StoredModel(model, files: [Self.format: .sample], contributed: contributions))
        }
    }

    /// What `model.json` of a generated model says beside the Loop's own members.
    static func contributions(of categories: [Category]) -> [Member] {
        [
            Member(name: "categories", value: .array(categories.map(\.json))),
            Member(name: "resolution", value: .number(Number(resolution))),
        ]
    }

    // MARK: Images

    /// Pixels.
    private static let width = 640
    private static let height = 480

    private static let states: [Image.State] = [.inbox, .annotate, .review, .complete, .backlog, .trash]

    private mutating func makeImages(at now: Timestamp) {
        var known = FixedIDs.images[configuration.path.project] ?? []
        for state in Self.states {
            for number in 0..<(configuration.imageCounts[state] ?? 0) {
                // Those that tests know by heart are complete ones.
                let fixed = state == .complete && !known.isEmpty ? known.removeFirst() : nil
                let id = fixed?.id ?? id("image", state.rawValue, String(number))
                makeImage(id, aliases: fixed?.aliases ?? [], in: state, number: number, at: now)
            }
        }
    }

    private mutating func makeImage(
        _ id: String, aliases: [String], in state: Image.State, number: Int, at now: Timestamp
    ) {
        // One of five is for testing, the second of each state first: trainers refuse to go on without any.
        var image = Image(
            id: id, state: state, set: number % 5 == 1 ? .test : .train, width: Self.width, height: Self.height,
            created: now.text(), tags: (0..<configuration.tagCount).map { "tag \($0 + 1)" })
        var marks: [Painting.Mark] = []
        if state == .complete {
            for (kind, count) in configuration.annotationCounts {
                for number in 0..<count {
                    guard let category = category(of: kind, number) else { continue }
                    let place = place(number)
                    image.annotations.append(
                        place.annotation(id: self.id("annotation", id, kind.word, String(number)), of: category, in: id)
                    )
                    if let mark = place.mark(of: category) { marks.append(mark) }
                }
            }
        }
        if let version = project.models.all.last?.model.version {
            for (kind, count) in configuration.detectionCounts {
                for number in 0..<count {
                    guard let category = category(of: kind, number) else { continue }
                    image.detections.append(place(number).detection(of: category, byModel: version, number: number))
                }
            }
        }
        let painting = Painting(
            seed: TextUUID.seed([id]), width: Self.width, height: Self.height, style: configuration.imageStyle,
            marks: marks)
        project.images.add(StoredImage(image, picture: .painting(painting)), aliases: aliases)
    }

    private func category(of kind: Category.Kind, _ number: Int) -> Category? {
        categories[kind].map { $0[number % $0.count] }
    }

    /// Somewhere in the image.
    private mutating func place(_ number: Int) -> MarkPlace {
        let width = Int.random(in: 40...120, using: &random)
        let height = Int.random(in: 40...120, using: &random)
        return MarkPlace(
            x: Int.random(in: 0...(Self.width - width), using: &random),
            y: Int.random(in: 0...(Self.height - height), using: &random), width: width, height: height)
    }
}

/// The ids of images that tests of the library have by heart. How the real Loop comes by them is not known.
enum FixedIDs {
    /// By the project, in the order of its complete images.
    static let images: [String: [(id: String, aliases: [String])]] = [
        // The first two versions of the library name three of them in file names, later ones know one by another id.
        "pytest": [
            ("04e9b13d-9f5b-02c5-af46-5bf40b1ca0a7", ["285a92db-bc64-240d-50c2-3212d3973566"]),
            ("94d1c90f-9ea5-abda-2696-6ab322d1e243", []), ("d99747e9-7c6f-5753-2769-4184f870f18b", []),
        ],
        "pytest_p": [
            ("f786350c-89ca-9424-9b00-720a9a85fe09", []), ("501205a9-9b64-3df0-3785-507a677b7f05", []),
        ],
        "pytest_nodelib_annotator": [("10f7d7d2-4076-7006-af37-fa28a6a848ae", [])],
    ]
}

/// Colours that people can tell apart.
enum Palette {
    static let colours: [(name: String, code: String)] = [
        ("purple", "#FF00FF"), ("green", "#00AA00"), ("blue", "#1E63FF"), ("orange", "#FF8C00"), ("red", "#E00020"),
        ("yellow", "#FFD800"), ("cyan", "#00C8D7"), ("brown", "#8B5A2B"), ("pink", "#FF6FA8"), ("olive", "#808000"),
    ]

    static func colour(_ number: Int) -> (name: String, code: String) { colours[number % colours.count] }
}

/// Where in an image something is marked.
struct MarkPlace {
    var x: Int
    var y: Int
    var width: Int
    var height: Int

    private var box: [Member] {
        [
            Member(name: "x", value: .number(Number(x))), Member(name: "y", value: .number(Number(y))),
            Member(name: "width", value: .number(Number(width))),
            Member(name: "height", value: .number(Number(height))),
        ]
    }

    private var centre: (x: Int, y: Int) { (x + width / 2, y + height / 2) }

    private var point: [Member] {
        [Member(name: "x", value: .number(Number(centre.x))), Member(name: "y", value: .number(Number(centre.y)))]
    }

    /// A diamond.
    private var outline: [(x: Int, y: Int)] {
        [(centre.x, y), (x + width, centre.y), (centre.x, y + height), (x, centre.y)]
    }

    private var shape: Value {
        [
            "points": .array(
                outline.map { ["x": .number(Number($0.x)), "y": .number(Number($0.y))] })
        ]
    }

    /// The place as what a person marked, in the form of the category's kind.
    func annotation(id: String, of category: Category, in image: String) -> Marks {
        marks(
            of: category,
            [
                Member(name: "id", value: .string(id)), Member(name: "image_id", value: .string(image)),
                Member(name: "category_id", value: .string(category.id)),
                Member(name: "category_name", value: .string(category.name)),
            ])
    }

    /// The place as what a model found.
    func detection(of category: Category, byModel version: String, number: Int) -> Marks {
        marks(
            of: category,
            [
                Member(name: "category_name", value: .string(category.name)),
                Member(name: "category_id", value: .string(category.id)),
                Member(name: "model_name", value: .string(version)),
                Member(name: "confidence", value: .number(Number(Double(90 - number % 9 * 10) / 100))),
            ])
    }

    private func marks(of category: Category, _ members: [Member]) -> Marks {
        var marks = Marks()
        switch category.type {
        case .box: marks.boxes = [.object(members + box)]
        case .point: marks.points = [.object(members + point)]
        case .segmentation: marks.segmentations = [.object(members + [Member(name: "shape", value: shape)])]
        case .classification: marks.classifications = [.object(members)]
        case .other, nil: break
        }
        return marks
    }

    /// The place as it is painted; nil where nothing is to be seen.
    func mark(of category: Category) -> Painting.Mark? {
        let colour = Painting.Colour(code: category.color ?? "") ?? Painting.Colour(red: 128, green: 128, blue: 128)
        switch category.type {
        case .box: return .box(x: x, y: y, width: width, height: height, colour)
        case .point: return .point(x: centre.x, y: centre.y, radius: (category.pointSize ?? 20) / 2, colour)
        case .segmentation: return .polygon(outline.map { Painting.Point(x: $0.x, y: $0.y) }, colour)
        case .classification, .other, nil: return nil
        }
    }
}
