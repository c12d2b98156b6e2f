public import LoopDomain
public import LoopNode

/// Finds blobs: parts of an image that have the colour of one of the model's categories.
///
/// It needs no model but `model.json`: each category there that has a colour is looked for. So it shows a detector
/// at work where there is nothing to train, and what a detector of your own looks like:
///
/// 1. a type that keeps what was loaded, and finds things (``detect(_:)``),
/// 2. a ``DetectorNode`` that is told how to make one (`main.swift`).
public struct BlobDetector: DetectorLogic {
    /// Longest side, in cells, of the grid that an image is looked at in: small enough to be quick, large enough to tell
    /// a coin from a plate.
    private static let gridLength = 128

    /// Cells of the smallest blob.
    private static let leastCellCount = 4

    /// How far the colour of a cell may be from that of its category, where 1 is from black to white.
    private static let tolerance = 0.25

    private let model: ModelInformation
    private let targets: [(category: LoopDomain.Category, colour: Colour)]

    /// A detector of the colours that a model's categories have.
    public init(model: ModelInformation) {
        self.model = model
        targets = model.categories.compactMap { category in
            category.color.flatMap(Colour.init(css:)).map { (category, $0) }
        }
    }

    /// Finds the blobs of an image.
    public func detect(_ image: ImageInput) async throws -> Detections {
        let bitmap = try image.bitmap()
        let grid = Grid(of: bitmap, length: Self.gridLength)
        let labels = grid.colours.map(label)
        var detections = Detections()
        var visited = Set<Int>()
        for cell in labels.indices {
            guard let label = labels[cell], !visited.contains(cell) else { continue }
            let blob = grid.cells(connectedTo: cell) { labels[$0] == label && visited.insert($0).inserted }
            guard blob.count >= Self.leastCellCount else { continue }
            let (category, colour) = targets[label]
            let distance = blob.map { grid.colours[$0].distance(to: colour) }.reduce(0, +) / Double(blob.count)
            add(
                grid.frame(around: blob, in: bitmap), category, confidence: 1 - distance / Self.tolerance,
                to: &detections)
        }
        return detections
    }

    /// The place in `targets` of the colour that is next to `colour`, if it is near enough.
    private func label(_ colour: Colour) -> Int? {
        let nearest = targets.indices.min {
            colour.distance(to: targets[$0].colour) < colour.distance(to: targets[$1].colour)
        }
        guard let nearest, colour.distance(to: targets[nearest].colour) <= Self.tolerance else { return nil }
        return nearest
    }

    private func add(
        _ frame: Frame, _ category: LoopDomain.Category, confidence: Double, to detections: inout Detections
    ) {
        switch category.type {
        case .point:
            detections.points.append(
                PointDetection(
                    categoryName: category.name, modelName: model.version, confidence: confidence,
                    x: Double(frame.x) + Double(frame.width) / 2, y: Double(frame.y) + Double(frame.height) / 2))
        case .segmentation:
            let corners = [
                Shape.Point(x: frame.x, y: frame.y), Shape.Point(x: frame.x + frame.width, y: frame.y),
                Shape.Point(x: frame.x + frame.width, y: frame.y + frame.height),
                Shape.Point(x: frame.x, y: frame.y + frame.height),
            ]
            detections.segmentations.append(
                SegmentationDetection(
                    categoryName: category.name, modelName: model.version, confidence: confidence,
                    shape: Shape(points: corners)))
        case .classification:
            detections.classifications.append(
                ClassificationDetection(
                    categoryName: category.name, modelName: model.version, confidence: confidence))
        case .box, .other, nil:
            detections.boxes.append(
                BoxDetection(
                    categoryName: category.name, modelName: model.version, confidence: confidence, x: frame.x,
                    y: frame.y, width: frame.width, height: frame.height))
        }
    }
}

/// A colour; each part is from 0 to 1.
private struct Colour {
    let red: Double
    let green: Double
    let blue: Double

    init(red: Double, green: Double, blue: Double) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// Reads `#FF00FF`; nil for anything else.
    init?(css: String) {
        guard css.utf8.count == 7, css.hasPrefix("#"), let number = UInt32(css.dropFirst(), radix: 16) else {
            return nil
        }
        func part(_ shift: UInt32) -> Double { Double(number >> shift & 0xFF) / 255 }
        self.init(red: part(16), green: part(8), blue: part(0))
    }

    /// From 0 to 1: from black to white.
    func distance(to other: Colour) -> Double {
        let (red, green, blue) = (red - other.red, green - other.green, blue - other.blue)
        return ((red * red + green * green + blue * blue) / 3).squareRoot()
    }
}

/// A part of an image, in pixels.
private struct Frame {
    let x: Int
    let y: Int
    let width: Int
    let height: Int
}

/// An image in squares, each with the colour of the pixel in its middle.
private struct Grid {
    private let columns: Int
    private let rows: Int
    /// Pixels of a side of a cell.
    private let side: Int
    let colours: [Colour]

    init(of bitmap: Bitmap, length: Int) {
        let side = max(1, (max(bitmap.width, bitmap.height) + length - 1) / length)
        let columns = (bitmap.width + side - 1) / side
        let rows = (bitmap.height + side - 1) / side
        colours = (0..<columns * rows).map { cell in
            let x = min(cell % columns * side + side / 2, bitmap.width - 1)
            let y = min(cell / columns * side + side / 2, bitmap.height - 1)
            let place = 3 * (y * bitmap.width + x)
            func part(_ offset: Int) -> Double { Double(bitmap.bytes[place + offset]) / 255 }
            return Colour(red: part(0), green: part(1), blue: part(2))
        }
        (self.side, self.columns, self.rows) = (side, columns, rows)
    }

    /// The cells that hang together with `start`.
    ///
    /// - Parameter takes: whether a cell belongs to them; asked until it says yes.
    func cells(connectedTo start: Int, where takes: (Int) -> Bool) -> [Int] {
        var cells: [Int] = []
        var open = [start]
        while let cell = open.popLast() {
            guard takes(cell) else { continue }
            cells.append(cell)
            if cell % columns > 0 { open.append(cell - 1) }
            if cell % columns < columns - 1 { open.append(cell + 1) }
            if cell >= columns { open.append(cell - columns) }
            if cell < columns * (rows - 1) { open.append(cell + columns) }
        }
        return cells
    }

    /// What part of the image the cells, at least one, lie in.
    func frame(around cells: [Int], in bitmap: Bitmap) -> Frame {
        var (left, right, top, bottom) = (columns, 0, rows, 0)
        for cell in cells {
            (left, right) = (min(left, cell % columns), max(right, cell % columns))
            (top, bottom) = (min(top, cell / columns), max(bottom, cell / columns))
        }
        let (x, y) = (left * side, top * side)
        return Frame(
            x: x, y: y, width: min((right + 1) * side, bitmap.width) - x,
            height: min((bottom + 1) * side, bitmap.height) - y)
    }
}
