import Foundation
public import LoopDomain

/// What the colour trainer learns: the colour of each category. It is a file `colours.json` beside `model.json`:
///
/// ```json
/// {"categories": [{"id": "b85bbc35-…", "name": "purple box", "colour": [255, 0, 255]}]}
/// ```
public struct ColourModel: Codable, Sendable, Equatable {
    /// A category and its colour.
    public struct Entry: Codable, Sendable, Equatable {
        /// The category's id.
        public var id: String
        /// The category's name.
        public var name: String
        /// Red, green and blue, each from 0 to 255.
        public var colour: [UInt8]

        /// A category and its colour.
        public init(id: String, name: String, colour: [UInt8]) {
            self.id = id
            self.name = name
            self.colour = colour
        }

        /// `#FF00FF`; nil where there are not three parts.
        var css: String? {
            guard colour.count == 3 else { return nil }
            return "#"
                + colour.map { String($0, radix: 16, uppercase: true) }
                .map { $0.count == 1 ? "0" + $0 : $0 }.joined()
        }
    }

    /// The categories that were learnt.
    public var categories: [Entry]

    /// The format of such models, as the Loop calls it.
    public static let format = "colours"

    /// The name of the file.
    public static let fileName = "colours.json"

    /// A model of these categories.
    public init(categories: [Entry]) { self.categories = categories }

    /// Reads the model in a folder.
    public init(in folder: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(Self.fileName)"))
        self = try JSONDecoder().decode(ColourModel.self, from: data)
    }

    /// Writes the model into a folder.
    public func write(to folder: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try encoder.encode(self).write(to: URL(fileURLWithPath: "\(folder)/\(Self.fileName)"), options: .atomic)
    }

    /// A model's description with the colours that were learnt, in place of those that people chose for the categories.
    public func applied(to information: ModelInformation) -> ModelInformation {
        var information = information
        for index in information.categories.indices {
            let entry = categories.first { $0.id == information.categories[index].id }
            information.categories[index].color = entry?.css
        }
        return information
    }
}
