"""An annotator on the AnnotationTool of 0.5 to 0.7: it draws a box between two clicks, which becomes a polygon."""
from uuid import uuid4

from surroundings import node_id, node_name

from learning_loop_node.annotation_node.annotation_node import AnnotationNode
from learning_loop_node.annotation_node.annotation_tool import AnnotationTool
from learning_loop_node.annotation_node.data_classes import Point, SegmentationAnnotation, Shape, ToolOutput, UserInput


class BoxTool(AnnotationTool):

    async def handle_user_input(self, user_input: UserInput, history: dict) -> ToolOutput:
        data = user_input.data
        here = data.coordinate
        if data.event_type in ('mouse_down', 'left_mouse_down'):  # until 0.7.6, since 0.7.7
            history['start'] = here
        start = history.get('start', here)
        annotation = None
        if data.event_type in ('mouse_up', 'left_mouse_up'):
            corners = [(start.x, start.y), (here.x, start.y), (here.x, here.y), (start.x, here.y)]
            annotation = SegmentationAnnotation(
                id=str(uuid4()), shape=Shape(points=[Point(x=x, y=y) for x, y in corners]),
                image_id=data.image_uuid, category_id=data.category.id)
        return ToolOutput(svg='<rect x="{}" y="{}" width="{}" height="{}"/>'.format(
            start.x, start.y, here.x - start.x, here.y - start.y), annotation=annotation)

    def create_empty_history(self) -> dict:
        return {}

    def logout_user(self, sid: str) -> bool:
        return True


node = AnnotationNode(name=node_name, uuid=node_id, tool=BoxTool())
