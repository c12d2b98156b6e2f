"""A detector on the DetectorLogicFactory since 0.19: in every image it sees the same box, without being sure."""
from typing import List

import numpy

from surroundings import node_id, node_name

from learning_loop_node import DetectorNode
from learning_loop_node.data_classes import BoxDetection, ImageMetadata, ImagesMetadata, ModelInformation
from learning_loop_node.detector.detector_logic import DetectorLogic, DetectorLogicFactory


class UnsureDetector(DetectorLogic):

    def __init__(self, model_info: ModelInformation) -> None:
        self.model_info = model_info

    def evaluate(self, image: numpy.ndarray) -> ImageMetadata:
        category = next(category for category in self.model_info.categories if category.type == 'box')
        # Between 0.3 and 0.6 is what the library uploads.
        return ImageMetadata(box_detections=[
            BoxDetection(category_name=category.name, x=1, y=2, width=30, height=40, confidence=0.5,
                         model_name=self.model_info.version)])

    def batch_evaluate(self, images: List[numpy.ndarray]) -> ImagesMetadata:
        return ImagesMetadata(items=[self.evaluate(image) for image in images])


class UnsureDetectorFactory(DetectorLogicFactory):

    @property
    def model_format(self) -> str:
        return 'mocked'

    async def build(self, model_info: ModelInformation) -> UnsureDetector:
        return UnsureDetector(model_info)


node = DetectorNode(name=node_name, uuid=node_id, detector_factory=UnsureDetectorFactory())
