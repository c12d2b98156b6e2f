"""An annotator on the AnnotatorLogic since 0.8: it draws a box between two clicks, which becomes a polygon."""
from typing import Dict
from uuid import uuid4

from surroundings import node_id, node_name

from learning_loop_node.annotation.annotator_logic import AnnotatorLogic
from learning_loop_node.annotation.annotator_node import AnnotatorNode
from learning_loop_node.data_classes import Point, SegmentationAnnotation, Shape, ToolOutput, UserInput


class BoxTool(AnnotatorLogic):

    async def handle_user_input(self, user_input: UserInput, history: Dict) -> ToolOutput:
        data = user_input.data
        here = data.coordinate
        if data.event_type == 'left_mouse_down':
            history['start'] = here
        start = history.get('start', here)
        annotation = None
        if data.event_type == 'left_mouse_up':
            corners = [(start.x, start.y), (here.x, start.y), (here.x, here.y), (start.x, here.y)]
            annotation = SegmentationAnnotation(
                id=str(uuid4()), shape=Shape(points=[Point(x=x, y=y) for x, y in corners]),
                image_id=data.image_uuid, category_id=data.category.id)
        return ToolOutput(svg=f'<rect x="{start.x}" y="{start.y}" width="{here.x - start.x}"'
                              f' height="{here.y - start.y}"/>', annotation=annotation)

    def create_empty_history(self) -> Dict:
        return {}

    def logout_user(self, sid: str) -> bool:
        return True


node = AnnotatorNode(name=node_name, uuid=node_id, annotator_logic=BoxTool())
