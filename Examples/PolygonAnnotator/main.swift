import LoopNode
import Polygons

// Where its Loop is and where it listens is for the environment to say: LOOP_HOST, LOOP_USERNAME, LOOP_PASSWORD,
// DATA_FOLDER, NODE_PORT and so on.
let node = AnnotatorNode(name: "Polygon Annotator", logic: PolygonAnnotator())
let ending = try await node.run()
print("The annotator stops: \(ending)")
