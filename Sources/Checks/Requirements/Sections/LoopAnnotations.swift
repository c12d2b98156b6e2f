extension Section {
    static let loopAnnotations = Section(
        number: 26, title: "Loop: input for annotators", subject: .loop,
        text: #"""
            LOOP-UI-01 MUST server
            Versions: 0.4.8 to 0.5.2
            `handle_user_input` has three arguments: organization, project and the input.
            Source: learning_loop_node 0.5.2, annotation_node/annotation_node.py

            LOOP-UI-02 MUST server
            Versions: 0.6.0 or later
            `handle_user_input` has one argument, the input.
            Source: learning_loop_node 0.6.9, annotation_node/annotation_node.py; learning_loop_node 0.27.0,
                annotation/annotator_node.py

            LOOP-UI-03 MAY server
            Versions: 0.5.2 to 0.7.0
            A Loop that does not know which form an annotator wants may try the other one after an acknowledgement with
            `success` false.
            Source: learning_loop_node 0.5.2, socket_response.py, inferred

            LOOP-UI-04 MUST server
            Versions: 0.4.9 or later
            The input has `frontend_id`, a string.
            Source: learning_loop_node 0.4.9, annotation_node/data_classes.py; learning_loop_node 0.27.0,
                data_classes/annotation_data.py

            LOOP-UI-05 MUST server
            Versions: 0.4.8 or later
            The input has `data.coordinate` with `x` and `y`, whole numbers.
            Source: learning_loop_node 0.5.2, annotation_node/data_classes.py; learning_loop_node 0.27.0,
                data_classes/annotation_data.py

            LOOP-UI-06 MUST server
            Versions: 0.4.8 to 0.7.6
            `data.event_type` is mouse_down, mouse_move, mouse_up, enter_pressed or esc_pressed.
            Source: learning_loop_node 0.5.2, annotation_node/data_classes.py

            LOOP-UI-07 MUST server
            Versions: 0.7.7 or later
            `data.event_type` is left_mouse_down, right_mouse_down, mouse_move, left_mouse_up, right_mouse_up, key_up or
            key_down.
            Source: learning_loop_node 0.7.10, annotation_node/data_classes.py; learning_loop_node 0.27.0,
                enums/annotator.py

            LOOP-UI-08 MUST server
            Versions: 0.7.7 or later
            A `data.key_up` or `data.key_down` that is there is null or a string.
            Source: learning_loop_node 0.27.0, data_classes/annotation_data.py

            LOOP-UI-09 MUST server
            Versions: 0.4.8 or later
            The input has `data.context` with `organization` and `project`.
            Source: learning_loop_node 0.5.2, annotation_node/data_classes.py; learning_loop_node 0.27.0,
                data_classes/annotation_data.py

            LOOP-UI-10 MUST server
            Versions: 0.4.8 or later
            The input has `data.image_uuid`, the id of an image that can be downloaded.
            Source: learning_loop_node 0.5.2, annotation_node/data_classes.py; learning_loop_node 0.27.0,
                data_classes/annotation_data.py

            LOOP-UI-11 MUST server
            Versions: 0.4.8 or later
            The input has `data.category`, a category object.
            Source: learning_loop_node 0.5.2, annotation_node/data_classes.py; learning_loop_node 0.27.0,
                data_classes/annotation_data.py

            LOOP-UI-12 MUST server
            Versions: 0.4.8 or later
            `update_segmentation_annotation` is acknowledged while the acknowledgement of `handle_user_input` is
            awaited.
            Source: learning_loop_node 0.5.2, annotation_node/annotation_node.py; learning_loop_node 0.27.0,
                annotation/annotator_node.py

            LOOP-UI-13 MUST server
            Versions: 0.4.8 to 0.7.56
            `update_segmentation_annotation` is acknowledged within 2 seconds.
            Source: learning_loop_node 0.5.2, annotation_node/annotation_node.py

            LOOP-UI-14 MUST server
            Versions: 0.8.0 or later
            `update_segmentation_annotation` is acknowledged within 30 seconds.
            Source: learning_loop_node 0.8.8, annotation/annotator_node.py; learning_loop_node 0.27.0,
                annotation/annotator_node.py

            LOOP-UI-15 MUST server
            Versions: 0.7.29 or later
            `user_logout` has one argument, the id of the frontend.
            Source: learning_loop_node 0.7.30, annotation_node/annotation_node.py; learning_loop_node 0.27.0,
                annotation/annotator_node.py
            """#)
}
