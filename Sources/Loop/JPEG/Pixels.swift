/// A picture, point by point.
package struct Pixels: Sendable, Hashable {
    /// Columns.
    package let width: Int
    /// Rows.
    package let height: Int
    /// Red, green and blue of each pixel, row by row from the top, each row from the left, with nothing between.
    package let bytes: [UInt8]

    /// - Precondition: at least one pixel, and three bytes for each.
    package init(width: Int, height: Int, bytes: [UInt8]) {
        let (count, overflow) = width.multipliedReportingOverflow(by: height)
        precondition(
            width > 0 && height > 0 && !overflow && bytes.count.isMultiple(of: 3) && bytes.count / 3 == count,
            "a picture has at least one pixel, and three bytes for each")
        self.width = width
        self.height = height
        self.bytes = bytes
    }

    /// The picture turned and mirrored so that it looks as meant.
    ///
    /// - Parameter orientation: how the picture lies now.
    package func oriented(_ orientation: Orientation) -> Pixels {
        guard orientation != .topLeft else { return self }
        // Where the pixel of the new top left corner lies now, and how far it is from there to the pixel on its right
        // and to the one below.
        let right = width - 1
        let bottom = (height - 1) * width
        let (corner, across, down) =
            switch orientation {
            case .topLeft: (0, 1, width)
            case .topRight: (right, -1, width)
            case .bottomRight: (right + bottom, -1, -width)
            case .bottomLeft: (bottom, 1, -width)
            case .leftTop: (0, width, 1)
            case .rightTop: (bottom, -width, 1)
            case .rightBottom: (right + bottom, -width, -1)
            case .leftBottom: (right, width, -1)
            }
        let (newWidth, newHeight) = orientation.swapsAxes ? (height, width) : (width, height)
        var turned: [UInt8] = []
        turned.reserveCapacity(bytes.count)
        for row in 0..<newHeight {
            var place = 3 * (corner + row * down)
            for _ in 0..<newWidth {
                turned.append(bytes[place])
                turned.append(bytes[place + 1])
                turned.append(bytes[place + 2])
                place += 3 * across
            }
        }
        return Pixels(width: newWidth, height: newHeight, bytes: turned)
    }
}

extension Pixels: CustomStringConvertible {
    /// The size alone: whoever prints a picture does not want to see a million numbers.
    package var description: String { "a picture of \(width) × \(height) pixels" }
}
