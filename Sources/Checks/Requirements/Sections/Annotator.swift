extension Section {
    static let annotator = Section(
        number: 38, title: "Annotator", subject: .annotator,
        text: #"""
            ANN-01 MUST client
            Versions: 0.4.8 or later
            The status is sent as `update_annotation_node` with an object that has `id`, the node's UUID.
            Source: learning_loop_node 0.5.2, annotation_node/annotation_node.py; learning_loop_node 0.27.0,
                annotation/annotator_node.py

            ANN-02 MUST client
            Versions: 0.4.8 or later
            The status of an annotator has its `name`.
            Source: learning_loop_node 0.5.2, status.py; learning_loop_node 0.27.0, data_classes/general.py

            ANN-03 MUST client
            Versions: 0.4.8 or later
            The status of an annotator has the `state` online.
            Source: learning_loop_node 0.5.2, annotation_node/annotation_node.py; learning_loop_node 0.27.0,
                annotation/annotator_node.py

            ANN-04 MUST client
            Versions: 0.4.8 or later
            The status of an annotator has `capabilities`, an array that has segmentation.
            Source: learning_loop_node 0.5.2, annotation_node/annotation_node.py; learning_loop_node 0.27.0,
                annotation/annotator_node.py

            ANN-05 SHOULD client
            Versions: 0.4.8 to 0.9.3
            The status of an annotator is sent on connecting.
            Source: learning_loop_node 0.5.2, node.py; learning_loop_node 0.8.8, node.py

            ANN-06 SHOULD client
            Versions: 0.10.14 or later
            The status of an annotator is sent every 5 seconds.
            Source: learning_loop_node 0.10.17, annotation/annotator_node.py; learning_loop_node 0.27.0,
                annotation/annotator_node.py

            ANN-07 MUST client
            Versions: 0.10.14 or later
            An annotator whose status is acknowledged with `success` false connects anew.
            Source: learning_loop_node 0.10.17, annotation/annotator_node.py; learning_loop_node 0.27.0,
                annotation/annotator_node.py

            ANN-08 MUST client
            Versions: 0.4.8 or later
            `handle_user_input` downloads the image, once for all input on it.
            Source: learning_loop_node 0.5.2, annotation_node/annotation_node.py; learning_loop_node 0.27.0,
                annotation/annotator_node.py

            ANN-09 MUST client
            Versions: 0.5.2 or later
            `handle_user_input` is acknowledged with `success` true and an SVG as a string in `payload`.
            Source: learning_loop_node 0.5.2, socket_response.py; learning_loop_node 0.27.0,
                annotation/annotator_node.py

            ANN-10 MUST client
            Versions: 0.4.8 or later
            An annotation that is complete is sent as `update_segmentation_annotation` with organization, project and an
            object.
            Source: learning_loop_node 0.5.2, annotation_node/annotation_node.py; learning_loop_node 0.27.0,
                annotation/annotator_node.py

            ANN-11 MUST client
            Versions: 0.4.8 or later
            `update_segmentation_annotation` is sent before its `handle_user_input` is acknowledged.
            Source: learning_loop_node 0.5.2, annotation_node/annotation_node.py; learning_loop_node 0.27.0,
                annotation/annotator_node.py

            ANN-12 MUST client
            Versions: 0.4.8 or later
            The annotation has `id`, a UUID.
            Source: learning_loop_node 0.5.2, annotation_node/data_classes.py; learning_loop_node 0.27.0,
                data_classes/annotations.py

            ANN-13 MUST client
            Versions: 0.4.8 or later
            The annotation has `shape`, an object with `points` of `x` and `y`.
            Source: learning_loop_node 0.5.2, annotation_node/data_classes.py; learning_loop_node 0.27.0,
                data_classes/detections.py

            ANN-14 MUST client
            Versions: 0.4.8 or later
            The annotation has `image_id`, the image of the input.
            Source: learning_loop_node 0.5.2, annotation_node/data_classes.py; learning_loop_node 0.27.0,
                data_classes/annotations.py

            ANN-15 MUST client
            Versions: 0.4.8 or later
            The annotation has `category_id`, the category of the input.
            Source: learning_loop_node 0.5.2, annotation_node/data_classes.py; learning_loop_node 0.27.0,
                data_classes/annotations.py

            ANN-16 MUST client
            Versions: 0.4.8 to 0.7.6
            The event esc_pressed is acknowledged with an empty payload.
            Source: learning_loop_node 0.5.2, annotation_node/annotation_node.py

            ANN-17 MUST client
            Versions: 0.4.8 to 0.7.6
            The event esc_pressed forgets what the frontend has begun.
            Source: learning_loop_node 0.5.2, annotation_node/annotation_node.py

            ANN-18 MUST client
            Versions: 0.7.7 or later
            `key_up` Escape is acknowledged with an empty payload.
            Source: learning_loop_node 0.7.10, annotation_node/annotation_node.py; learning_loop_node 0.27.0,
                annotation/annotator_node.py

            ANN-19 MUST client
            Versions: 0.7.7 or later
            `key_up` Escape forgets what the frontend has begun.
            Source: learning_loop_node 0.7.10, annotation_node/annotation_node.py; learning_loop_node 0.27.0,
                annotation/annotator_node.py

            ANN-20 MUST client
            Versions: 0.5.2 or later
            Input that fails is acknowledged with `success` false and an `error_msg`.
            Source: learning_loop_node 0.5.2, socket_response.py; learning_loop_node 0.27.0, helpers/misc.py

            ANN-21 SHOULD client
            Versions: 0.4.8 or later
            Input that fails in the tool forgets what the frontend has begun.
            Source: learning_loop_node 0.5.2, annotation_node/annotation_node.py; learning_loop_node 0.27.0,
                annotation/annotator_node.py

            ANN-22 MUST client
            Versions: 0.4.9 or later
            What one frontend has begun is not changed by the input of another.
            Source: learning_loop_node 0.5.2, annotation_node/annotation_node.py; learning_loop_node 0.27.0,
                annotation/annotator_node.py

            ANN-23 SHOULD client
            Versions: 0.7.29 or later
            `user_logout` is acknowledged with an object that has `success`.
            Source: learning_loop_node 0.7.30, annotation_node/annotation_node.py; learning_loop_node 0.27.0,
                annotation/annotator_node.py

            ANN-24 SHOULD client
            Versions: 0.7.29 or later
            `user_logout` forgets what that frontend has begun.
            Source: learning_loop_node 0.7.30, annotation_node/annotation_node.py; learning_loop_node 0.27.0,
                annotation/annotator_node.py
            """#)
}
