internal import JSON
package import LoopDomain

/// The project that every test Loop has: `zauberzeug/demo`.
///
/// What the suites of the Python library count on: six categories in turn of box, point and segmentation and none of
/// classification (0.7.10 cannot read those); one of them called `purple point`; three models in the format `mocked`,
/// with fixed ids, of which the last answers to the ids that it had before as well; the second of them deployed.
package enum Demo {
    package static let path = ProjectPath(organization: "zauberzeug", project: "demo")

    /// A model of the project, which every Loop has under the same id.
    package struct Model: Sendable {
        package let id: String
        package let version: String
        package let aliases: [String]
    }

    package static let models = [
        Model(id: "00000000-0000-0000-0000-000000000010", version: "1.0", aliases: []),
        Model(id: "00000000-0000-0000-0000-000000000011", version: "1.1", aliases: []),
        Model(
            id: "00000000-0000-0000-0000-000000000012", version: "1.2",
            aliases: ["7f5eabb4-227a-e7c7-8f0b-f825cc47340d", "917d5c7f-403d-7e92-f95f-577f79c2273a"]),
    ]

    package static let categories = [
        category("b85bbc35-0363-3beb-08e4-e0affb95b2bc", "purple box", .box, "#FF00FF", hotkey: "1"),
        category("51e75488-103d-6661-53a2-ebc06feb5f3a", "purple point", .point, "#b914b9", hotkey: "2"),
        category("8aaff331-ea09-1490-50e8-be2993f8c589", "purple segmentation", .segmentation, "#FF77FF", hotkey: "3"),
        category("3a0e5d3c-9f51-4c0f-8b5e-0d4f1c2b7a64", "green box", .box, "#00AA00", hotkey: "4"),
        category("c1f7b9d2-47e8-4d36-9a10-5e2c8f6b3d75", "green point", .point, "#00CC44", hotkey: "5"),
        category("e84d2a6f-1b39-4c75-8f02-7a6d5b4c3e86", "green segmentation", .segmentation, "#66DD66", hotkey: "6"),
    ]

    private static func category(
        _ id: String, _ name: String, _ type: Category.Kind, _ color: String, hotkey: String
    ) -> Category {
        Category(
            id: id, name: name, description: "", hotkey: hotkey, color: color, type: type,
            pointSize: type == .point ? 20 : nil)
    }

    /// The project.
    ///
    /// - Parameter host: the address of the Loop.
    package static func project(host: String, at now: Timestamp) -> Project {
        // Its images are those of any generated project, with annotations of its own categories.
        var configuration = ProjectConfiguration(path: path)
        configuration.imageCounts = [.inbox: 1, .annotate: 2, .review: 2, .complete: 10]
        configuration.annotationCounts = [(.box, 2), (.point, 2), (.segmentation, 2)]
        var project = Generator.project(configuration, categories: categories, host: host, at: now)
        for (number, demo) in models.enumerated() {
            let model = TrainedModel(
                id: demo.id, version: demo.version, formats: [Generator.format], created: now, host: host,
                training: number + 1, parent: number > 0 ? models[number - 1].id : nil)
            project.models.add(
                StoredModel(
                    model, files: [Generator.format: .sample], contributed: Generator.contributions(of: categories)),
                aliases: demo.aliases)
        }
        project.deploymentTarget = models[1].id
        return project
    }
}
