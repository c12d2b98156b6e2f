import Foundation
import LoopDomain
import LoopNode

/// One training: looks at images, epoch by epoch, and reports a model whenever it is better than the ones before.
struct ColourTraining {
    private let job: TrainingJob
    private let epochCount: Int
    private let epochTime: Duration

    init(_ job: TrainingJob) {
        self.job = job
        epochCount = max(1, min(job.hyperparameters.integer("epochs") ?? 5, 1000))
        epochTime = .seconds(max(0, min(job.hyperparameters.number("epoch_seconds") ?? 0, 3600)))
    }

    func run(_ reporter: TrainingReporter) async throws {
        // A process that was killed may have reported some of the epochs: they are gone through again, and not reported.
        let lastEpoch = await reporter.bestEpoch ?? 0
        var learner = ColourLearner()
        var best = -1.0
        for epoch in 1...epochCount {
            try await Task.sleep(for: epochTime)
            for image in images(of: epoch) {
                try Task.checkCancellation()
                learner.learn(try Picture(of: image), marked: image)
            }
            let model = learner.model(of: job.categories)
            let matrix = try measure(model)
            let isBetter = matrix.macroF1 > best
            best = max(best, matrix.macroF1)
            reporter.report(progress: Double(epoch) / Double(epochCount))
            guard isBetter, epoch > lastEpoch else { continue }
            try model.write(to: job.folder)
            try await reporter.report(
                best: BestState(
                    confusionMatrix: matrix, epoch: epoch, files: [ColourModel.format: [ColourModel.fileName]]))
        }
    }

    /// The images that come new in an epoch.
    private func images(of epoch: Int) -> [TrainingImage] {
        let images = job.trainImages
        let start = images.count * (epoch - 1) / epochCount
        return Array(images[start..<images.count * epoch / epochCount])
    }

    /// How well a model tells what is marked in the images to choose by.
    private func measure(_ model: ColourModel) throws -> ConfusionMatrix {
        var matrix = ConfusionMatrix(
            Dictionary(job.categories.map { ($0.id, ConfusionMatrix.Counts()) }, uniquingKeysWith: { $1 }))
        for image in job.validationImages {
            let picture = try Picture(of: image)
            for mark in image.marks {
                let answer = picture.nearestCategory(in: mark.area, of: model)
                if answer == mark.categoryID {
                    matrix.categories[mark.categoryID, default: .init()].truePositives += 1
                } else {
                    matrix.categories[mark.categoryID, default: .init()].falseNegatives += 1
                    if let answer { matrix.categories[answer, default: .init()].falsePositives += 1 }
                }
            }
        }
        return matrix
    }
}

/// Counts the colours of what is marked, and of everything.
private struct ColourLearner {
    /// How often each colour was seen, in 16 steps of red, green and blue.
    private struct Histogram {
        var counts: [Int: Int] = [:]
        var total = 0

        mutating func add(_ colour: [UInt8]) {
            counts[Self.bin(colour), default: 0] += 1
            total += 1
        }

        func part(_ bin: Int) -> Double { total == 0 ? 0 : Double(counts[bin] ?? 0) / Double(total) }

        static func bin(_ colour: [UInt8]) -> Int {
            colour.reduce(0) { $0 << 4 | Int($1 >> 4) }
        }

        /// The colour in the middle of a bin.
        static func colour(_ bin: Int) -> [UInt8] {
            [8, 4, 0].map { UInt8((bin >> $0 & 15) << 4 | 8) }
        }
    }

    private var everything = Histogram()
    private var categories: [String: Histogram] = [:]

    mutating func learn(_ picture: Picture, marked image: TrainingImage) {
        picture.forEachColour(in: picture.area) { everything.add($0) }
        for mark in image.marks {
            picture.forEachColour(in: mark.area) { categories[mark.categoryID, default: Histogram()].add($0) }
        }
    }

    /// Each category has the colour that is most frequent in it, compared with everywhere.
    func model(of categories: [LoopDomain.Category]) -> ColourModel {
        ColourModel(
            categories: categories.compactMap { category in
                guard let histogram = self.categories[category.id] else { return nil }
                let bin = histogram.counts.keys.min { one, other in
                    let (left, right) = (excess(of: one, histogram), excess(of: other, histogram))
                    return left == right ? one < other : left > right
                }
                return bin.map { .init(id: category.id, name: category.name, colour: Histogram.colour($0)) }
            })
    }

    private func excess(of bin: Int, _ histogram: Histogram) -> Double {
        histogram.part(bin) - everything.part(bin)
    }
}

/// A part of an image, in pixels; it may lie outside, and be of any size.
struct Area {
    var left: Double
    var top: Double
    var width: Double
    var height: Double

    init(left: Double, top: Double, width: Double, height: Double) {
        self.left = left
        self.top = top
        self.width = width
        self.height = height
    }

    init(left: Int, top: Int, width: Int, height: Int) {
        self.init(left: Double(left), top: Double(top), width: Double(width), height: Double(height))
    }
}

extension TrainingImage {
    /// What is marked in it, and where: around a point, some pixels; for the whole image, all of it.
    fileprivate var marks: [(categoryID: String, area: Area)] {
        let boxes = boxes.map { ($0.categoryID, Area(left: $0.x, top: $0.y, width: $0.width, height: $0.height)) }
        let points = points.map { ($0.categoryID, Area(left: $0.x - 4, top: $0.y - 4, width: 9, height: 9)) }
        let outlines = outlines.compactMap { outline -> (String, Area)? in
            let (xs, ys) = (outline.shape.points.map { Double($0.x) }, outline.shape.points.map { Double($0.y) })
            guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max() else {
                return nil
            }
            return (outline.categoryID, Area(left: left, top: top, width: right - left, height: bottom - top))
        }
        let whole = categoryID.map { [($0, Area(left: 0, top: 0, width: width, height: height))] } ?? []
        return boxes + points + outlines + whole
    }
}

/// An image that is looked at in a few places.
private struct Picture {
    private let bitmap: Bitmap
    /// Places in each direction that an area is looked at.
    private static let sampleCount = 16
    /// How far a colour may be from that of a category, in each part.
    private static let tolerance = 48

    init(of image: TrainingImage) throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: image.path))
        bitmap = try ImageInput(jpeg: Array(bytes)).bitmap()
    }

    /// All of it.
    var area: Area { Area(left: 0, top: 0, width: bitmap.width, height: bitmap.height) }

    func forEachColour(in area: Area, _ body: ([UInt8]) -> Void) {
        for row in 0..<Self.sampleCount {
            for column in 0..<Self.sampleCount {
                let x = Self.place(column, from: area.left, length: area.width)
                let y = Self.place(row, from: area.top, length: area.height)
                guard (0..<bitmap.width).contains(x), (0..<bitmap.height).contains(y) else { continue }
                let start = 3 * (y * bitmap.width + x)
                body(Array(bitmap.bytes[start..<start + 3]))
            }
        }
    }

    /// The middle of one of the equal parts of a length. What a Loop says may be beyond all numbers.
    private static func place(_ sample: Int, from start: Double, length: Double) -> Int {
        let offset = length * (Double(sample) + 0.5) / Double(sampleCount)
        return Int(exactly: (start + offset).rounded(.down)) ?? -1
    }

    /// The category whose colour is most often seen in an area; nil for none.
    func nearestCategory(in area: Area, of model: ColourModel) -> String? {
        var counts: [String: Int] = [:]
        forEachColour(in: area) { colour in
            for entry in model.categories where Self.isNear(colour, entry.colour) {
                counts[entry.id, default: 0] += 1
            }
        }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }

    private static func isNear(_ colour: [UInt8], _ other: [UInt8]) -> Bool {
        zip(colour, other).allSatisfy { abs(Int($0) - Int($1)) <= tolerance }
    }
}
