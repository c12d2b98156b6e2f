internal import Bytes
internal import JPEG

/// Pixels that are painted on, and the few shapes that can be.
struct Canvas {
    typealias Colour = Painting.Colour

    let width: Int
    let height: Int
    /// As in ``Pixels/bytes``.
    private(set) var bytes: [UInt8]

    /// How much of each pixel of a row a shape covers, as the difference to the pixel on its left; all 0 between rows.
    /// Two more than there are columns, because a run's end changes the pixel in which it lies and the next.
    private var coverage: [Int32]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        bytes = [UInt8](repeating: 0, count: 3 * width * height)
        coverage = [Int32](repeating: 0, count: width + 2)
    }

    var pixels: Pixels { Pixels(width: width, height: height, bytes: bytes) }

    // MARK: - Backgrounds

    /// Paints everything.
    mutating func fill(_ colour: Colour) {
        for row in 0..<height { fill(row: row, colour) }
    }

    /// Paints a row.
    mutating func fill(row: Int, _ colour: Colour) {
        for place in stride(from: 3 * row * width, to: 3 * (row + 1) * width, by: 3) { set(colour, at: place) }
    }

    /// Paints what lies below a line in a row.
    ///
    /// - Parameter line: where it runs in each column, in 256ths of a pixel from the top.
    mutating func fill(row: Int, below line: [Int], _ colour: Colour) {
        var place = 3 * row * width
        let bottom = (row + 1) << 8
        for top in line {
            let depth = bottom - top
            if depth >= 256 {
                set(colour, at: place)
            } else if depth > 0 {
                blend(colour, Int32(depth), at: place)
            }
            place += 3
        }
    }

    /// Makes it lighter around a place, most in the middle.
    mutating func glow(_ centre: Vertex, radius: Double, _ colour: Colour, strength: Double) {
        let reach = 1 / (radius * radius)
        let columns = columns(from: centre.x - radius, to: centre.x + radius)
        for row in rows(from: centre.y - radius, to: centre.y + radius) {
            let down = Double(row) + 0.5 - centre.y
            for column in columns {
                let across = Double(column) + 0.5 - centre.x
                let nearness = max(0, 1 - (across * across + down * down) * reach)
                let share = Int32(256 * strength * nearness * nearness)
                if share > 0 { blend(colour, share, at: 3 * (row * width + column)) }
            }
        }
    }

    /// Makes each pixel a little lighter or darker, by 3 at most, mostly less.
    mutating func addGrain(using random: inout SeededGenerator) {
        var noise: UInt64 = 0
        for pixel in 0..<width * height {
            // A word is enough for 16 pixels.
            if pixel % 16 == 0 { noise = random.next() }
            let change = Int(noise & 3) + Int(noise >> 2 & 3) - 3
            noise >>= 4
            for place in 3 * pixel..<3 * pixel + 3 { bytes[place] = UInt8(clamping: Int(bytes[place]) + change) }
        }
    }

    // MARK: - Shapes

    /// Paints a shape, with soft borders: a pixel that it covers in part gets that part of the colour.
    ///
    /// Each row is looked at on four lines; on each of them, what lies inside is exact to 1/64 of a pixel.
    mutating func fill(_ shape: Shape, _ colour: Colour) {
        let (top, bottom) = shape.extent
        var runs: [(left: Double, right: Double)] = []
        for row in rows(from: top, to: bottom) {
            var first = width
            var last = -1
            for line in 0..<4 {
                runs.removeAll(keepingCapacity: true)
                shape.appendRuns(at: Double(row) + (Double(line) + 0.5) / 4, to: &runs)
                for run in runs {
                    let left = Int(64 * min(max(run.left, 0), Double(width)))
                    let right = Int(64 * min(max(run.right, 0), Double(width)))
                    guard left < right else { continue }
                    cover(from: left, to: right)
                    first = min(first, left >> 6)
                    last = max(last, right >> 6)
                }
            }
            guard first <= last else { continue }
            blendRow(row, from: first, to: last, colour)
        }
    }

    /// Paints a line with round ends.
    mutating func stroke(from start: Vertex, to end: Vertex, width: Double, _ colour: Colour) {
        let (across, down) = (end.x - start.x, end.y - start.y)
        let length = (across * across + down * down).squareRoot()
        fill(.disc(end, radius: width / 2), colour)
        guard length > 0 else { return }
        // From the line to its border.
        let (x, y) = (-down / length * width / 2, across / length * width / 2)
        fill(
            .polygon([
                Vertex(x: start.x + x, y: start.y + y), Vertex(x: end.x + x, y: end.y + y),
                Vertex(x: end.x - x, y: end.y - y), Vertex(x: start.x - x, y: start.y - y),
            ]), colour)
    }

    /// Notes a run, in 64ths of a pixel, in ``coverage``: a pixel that lies in it as a whole counts 64.
    private mutating func cover(from left: Int, to right: Int) {
        let (leftRest, rightRest) = (Int32(left & 63), Int32(right & 63))
        coverage[left >> 6] += 64 - leftRest
        coverage[(left >> 6) + 1] += leftRest
        coverage[right >> 6] -= 64 - rightRest
        coverage[(right >> 6) + 1] -= rightRest
    }

    /// Paints a row as its ``coverage`` says, and clears that.
    private mutating func blendRow(_ row: Int, from first: Int, to last: Int, _ colour: Colour) {
        var share: Int32 = 0
        for column in first...last {
            share += coverage[column]
            coverage[column] = 0
            // Beyond the last column it is 0: all runs have ended.
            if share > 0 { blend(colour, share, at: 3 * (row * width + column)) }
        }
        coverage[last + 1] = 0
    }

    /// Paints a pixel.
    private mutating func set(_ colour: Colour, at place: Int) {
        bytes[place] = colour.red
        bytes[place + 1] = colour.green
        bytes[place + 2] = colour.blue
    }

    /// Paints over a pixel.
    ///
    /// - Parameter share: how much of it, in 256ths.
    private mutating func blend(_ colour: Colour, _ share: Int32, at place: Int) {
        func mix(_ old: UInt8, _ new: UInt8) -> UInt8 {
            UInt8(truncatingIfNeeded: (Int32(old) * (256 - share) + Int32(new) * share) >> 8)
        }
        bytes[place] = mix(bytes[place], colour.red)
        bytes[place + 1] = mix(bytes[place + 1], colour.green)
        bytes[place + 2] = mix(bytes[place + 2], colour.blue)
    }

    private func rows(from top: Double, to bottom: Double) -> Range<Int> { Self.range(top, bottom, height) }

    private func columns(from left: Double, to right: Double) -> Range<Int> { Self.range(left, right, width) }

    /// The pixels that a stretch touches.
    private static func range(_ start: Double, _ end: Double, _ count: Int) -> Range<Int> {
        let first = Int(min(max(start, 0), Double(count)))
        let past = Int(min(max(end, 0), Double(count)).rounded(.up))
        return first..<max(first, past)
    }
}

/// A place on a canvas, in pixels from its top left corner.
struct Vertex {
    var x, y: Double
}

/// What can be painted on a canvas.
enum Shape {
    case rectangle(left: Double, top: Double, right: Double, bottom: Double)
    case disc(Vertex, radius: Double)
    /// Where it crosses itself, what is inside twice is outside.
    case polygon([Vertex])

    /// Where it starts and ends from top to bottom; from 0 to 0 when it is nowhere.
    var extent: (top: Double, bottom: Double) {
        switch self {
        case .rectangle(_, let top, _, let bottom): (top, bottom)
        case .disc(let centre, let radius): (centre.y - radius, centre.y + radius)
        case .polygon(let vertices): (vertices.map(\.y).min() ?? 0, vertices.map(\.y).max() ?? 0)
        }
    }

    /// Appends the runs of a horizontal line that lie inside.
    func appendRuns(at y: Double, to runs: inout [(left: Double, right: Double)]) {
        switch self {
        case .rectangle(let left, let top, let right, let bottom):
            if top <= y, y < bottom { runs.append((left, right)) }
        case .disc(let centre, let radius):
            let square = radius * radius - (y - centre.y) * (y - centre.y)
            guard radius > 0, square > 0 else { return }
            let half = square.squareRoot()
            runs.append((centre.x - half, centre.x + half))
        case .polygon(let vertices):
            guard var start = vertices.last else { return }
            var crossings: [Double] = []
            for end in vertices {
                if (start.y <= y) != (end.y <= y) {
                    crossings.append(start.x + (end.x - start.x) * ((y - start.y) / (end.y - start.y)))
                }
                start = end
            }
            crossings.sort()
            // A closed outline crosses a line an even number of times.
            for index in stride(from: 0, to: crossings.count, by: 2) {
                runs.append((crossings[index], crossings[index + 1]))
            }
        }
    }
}
