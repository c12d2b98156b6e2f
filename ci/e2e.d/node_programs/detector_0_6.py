"""A detector on the Detector of 0.6 and 0.7: in every image it sees the same box, without being sure."""
import os
import signal

from surroundings import node_id, node_name

from learning_loop_node.detector.box_detection import BoxDetection
from learning_loop_node.detector.detections import Detections
from learning_loop_node.detector.detector import Detector
from learning_loop_node.detector.detector_node import DetectorNode
from learning_loop_node.model_information import ModelInformation


class UnsureDetector(Detector):
    model_info = None

    def init(self, model_info: ModelInformation, *_: str) -> None:
        self.model_info = model_info

    def evaluate(self, image: object) -> Detections:
        detections = Detections()
        category = next(category for category in self.model_info.categories if category.type == 'box')
        # Between 0.3 and 0.6 is what the library uploads.
        detections.box_detections.append(BoxDetection(category.name, 1, 2, 30, 40, self.model_info.version, 0.5))
        return detections


class EndingDetectorNode(DetectorNode):

    def reload(self, *_: str, **__: str) -> None:
        """Ends the node, for whoever runs it to start it anew: in containers of that time a reloader does."""
        os.kill(os.getpid(), signal.SIGTERM)


node = EndingDetectorNode(name=node_name, uuid=node_id, detector=UnsureDetector('mocked'))
