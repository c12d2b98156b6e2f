internal import Bytes

/// Hills behind hills under a pale sun, in colours so soft that what is marked stands out.
struct Landscape {
    typealias Colour = Painting.Colour

    /// The colours of an hour.
    private struct Light {
        let sky, horizon, sun, farHills, nearHills: Colour

        init(sky: UInt32, horizon: UInt32, sun: UInt32, farHills: UInt32, nearHills: UInt32) {
            self.sky = Colour(sky)
            self.horizon = Colour(horizon)
            self.sun = Colour(sun)
            self.farHills = Colour(farHills)
            self.nearHills = Colour(nearHills)
        }

        static let all = [
            // A morning in spring, noon in summer, an evening in autumn, mist, a desert, snow, dusk.
            Light(sky: 0xA3BCD6, horizon: 0xF7DDCB, sun: 0xFFF4DC, farHills: 0xCDC3CF, nearHills: 0x77809A),
            Light(sky: 0x93BBDC, horizon: 0xE6F1F5, sun: 0xFFFDF2, farHills: 0xB9CFD2, nearHills: 0x7B9A8F),
            Light(sky: 0xA5B3C9, horizon: 0xF5DCBE, sun: 0xFFF0D0, farHills: 0xD3BFAF, nearHills: 0x8C7B78),
            Light(sky: 0xCAD7D5, horizon: 0xF0F3EE, sun: 0xFFFFFF, farHills: 0xC6D3CF, nearHills: 0x83998F),
            Light(sky: 0xB7CDD4, horizon: 0xF3E4D2, sun: 0xFFF8E6, farHills: 0xDCC8B2, nearHills: 0xA58F7C),
            Light(sky: 0xA9BED4, horizon: 0xEEF2F7, sun: 0xFFFFFF, farHills: 0xCDD8E4, nearHills: 0x8B9DB3),
            Light(sky: 0x9590B8, horizon: 0xF2CABB, sun: 0xFFE9CE, farHills: 0xBBA6B8, nearHills: 0x6B6483),
        ]
    }

    private static let hillCount = 5

    private let light: Light
    /// Where the sun stands, as a share of the width and of the height.
    private let sun: Vertex

    init(using random: inout SeededGenerator) {
        light = Light.all[Int(random.next() % UInt64(Light.all.count))]
        sun = Vertex(x: random.number(0.1...0.9), y: random.number(0.12...0.42))
    }

    /// Paints all of a canvas.
    func paint(on canvas: inout Canvas, using random: inout SeededGenerator) {
        let height = Double(canvas.height)
        // The sky is at its lightest where the hills begin.
        for row in 0..<canvas.height {
            canvas.fill(row: row, light.sky.mixed(with: light.horizon, min(1, Double(row) / (0.6 * height))))
        }
        let place = Vertex(x: sun.x * Double(canvas.width), y: sun.y * height)
        canvas.glow(place, radius: 0.5 * height, light.sun, strength: 0.6)
        canvas.fill(.disc(place, radius: 0.06 * height), light.sun)
        for hill in 0..<Self.hillCount {
            let nearness = Double(hill) / Double(Self.hillCount - 1)
            let top = height * (0.48 + 0.36 * nearness + random.number(-0.03...0.03))
            let ridge = Self.ridge(
                width: canvas.width, top: top, rise: height * random.number(0.10...0.20), using: &random)
            let colour = light.farHills.mixed(with: light.nearHills, nearness)
            paintHill(below: ridge, colour, on: &canvas)
        }
    }

    /// Paints a hill, with mist in the valley before it.
    private func paintHill(below ridge: [Int], _ colour: Colour, on canvas: inout Canvas) {
        let start = max(0, (ridge.min() ?? 0) >> 8)
        let depth = 0.4 * Double(canvas.height)
        for row in start..<max(start, canvas.height) {
            let mist = min(1, Double(row - start) / depth)
            canvas.fill(row: row, below: ridge, colour.mixed(with: light.horizon, 0.5 * mist))
        }
    }

    /// The line of a hill: waves of random height, each half as long and high as the one before.
    ///
    /// - Returns: for each column, where the line runs, in 256ths of a pixel from the top.
    private static func ridge(width: Int, top: Double, rise: Double, using random: inout SeededGenerator) -> [Int] {
        var line = [Double](repeating: top, count: width)
        var length = 0.5 * Double(width)
        var rise = rise
        for _ in 0..<5 {
            var (left, right) = (random.fraction(), random.fraction())
            // Where in its wave the line starts, so that not all hills have their tops in the same columns.
            var place = random.fraction()
            for column in line.indices {
                let smooth = place * place * (3 - 2 * place)
                line[column] -= rise * (left + (right - left) * smooth - 0.5)
                place += 1 / length
                if place >= 1 {
                    (left, right) = (right, random.fraction())
                    place -= 1
                }
            }
            length = max(2, length / 2)
            rise /= 2
        }
        return line.map { Int(256 * $0) }
    }
}
