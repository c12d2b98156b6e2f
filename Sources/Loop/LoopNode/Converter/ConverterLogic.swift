public import LoopDomain

/// What a converter can do: turn a model of one format into the same model of another.
///
/// ```swift
/// struct Quantizer: ConverterLogic {
///     let sourceFormat = "onnx"
///     let targetFormat = "onnx_int8"
///
///     func convert(_ model: ModelInformation, in folder: String) async throws -> [String] {
///         try await quantize("\(folder)/model.onnx", to: "\(folder)/model.int8.onnx")
///         return ["model.int8.onnx", "model.json"]
///     }
/// }
/// ```
public protocol ConverterLogic: Sendable {
    /// The format that is converted, as the Loop calls it.
    var sourceFormat: String { get }

    /// The format that comes out.
    var targetFormat: String { get }

    /// Converts a model.
    ///
    /// One model is converted at a time. When the node shuts down, the task is cancelled.
    ///
    /// - Parameters:
    ///   - model: what is known of it: its categories are the project's, its resolution comes from its `model.json`.
    ///   - folder: the folder that holds the model's files, and nothing else; new files may be made in it.
    /// - Returns: the files to upload; paths that do not begin with `/` are meant in `folder`.
    /// - Throws: any error; it is logged, and the model is not tried again until the node is restarted.
    func convert(_ model: ModelInformation, in folder: String) async throws -> [String]
}
