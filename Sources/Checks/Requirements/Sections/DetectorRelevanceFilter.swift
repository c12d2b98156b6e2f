extension Section {
    static let detectorRelevanceFilter = Section(
        number: 31, title: "Detector: relevance filter", subject: .detector,
        text: #"""
            DET-RF-01 MUST client
            Versions: 0.7.15 or later
            An image with a new box or point whose confidence is from 0.3 to 0.6, both included, goes to the outbox.
            Source: learning_loop_node 0.7.30, inbox_filter/relevance_group.py; learning_loop_node 0.27.0,
                detector/inbox_filter/cam_observation_history.py

            DET-RF-02 MUST client
            Versions: 0.7.15 or later
            An image whose boxes and points are all below 0.3 or above 0.6 does not go to the outbox for these.
            Source: learning_loop_node 0.7.30, inbox_filter/relevance_group.py; learning_loop_node 0.27.0,
                detector/inbox_filter/cam_observation_history.py

            DET-RF-03 SHOULD client
            Versions: 0.7.15 or later
            An image that goes to the outbox for its confidence has the tag uncertain.
            Source: learning_loop_node 0.7.30, inbox_filter/relevance_group.py; learning_loop_node 0.27.0,
                detector/inbox_filter/cam_observation_history.py

            DET-RF-04 SHOULD client
            Versions: 0.7.14 or earlier
            An image that goes to the outbox for its confidence has the tag lowConfidence.
            Source: learning_loop_node 0.6.9, inbox_filter/relevants_group.py; learning_loop_node 0.7.10,
                inbox_filter/relevants_group.py

            DET-RF-05 SHOULD client
            Versions: 0.8.6 or later
            `MIN_UNCERTAIN_THRESHOLD` and `MAX_UNCERTAIN_THRESHOLD` are the bounds in place of 0.3 and 0.6.
            Source: learning_loop_node 0.8.8, detector/inbox_filter/cam_observation_history.py; learning_loop_node
                0.27.0, detector/inbox_filter/cam_observation_history.py

            DET-RF-06 MUST client
            A box is not new when a box of the same category name and camera overlaps it with an IoU of 0.5 or more.
            Source: learning_loop_node 0.6.9, inbox_filter/relevants_group.py; learning_loop_node 0.27.0,
                detector/inbox_filter/cam_observation_history.py

            DET-RF-07 MUST client
            A point is not new when a point of the same category name and camera is less than 10 pixels away.
            Source: learning_loop_node 0.6.9, inbox_filter/relevants_group.py; learning_loop_node 0.27.0,
                detector/inbox_filter/cam_observation_history.py

            DET-RF-08 MUST client
            What one camera saw does not make anything less new for another.
            Source: learning_loop_node 0.6.9, inbox_filter/relevants_filter.py; learning_loop_node 0.27.0,
                detector/inbox_filter/relevance_filter.py

            DET-RF-09 SHOULD client
            What a camera has not seen for an hour is new again.
            Source: learning_loop_node 0.6.9, inbox_filter/relevants_group.py; learning_loop_node 0.27.0,
                detector/inbox_filter/cam_observation_history.py

            DET-RF-10 SHOULD client
            Seeing something again counts as seeing it last.
            Source: learning_loop_node 0.6.9, inbox_filter/relevants_group.py; learning_loop_node 0.27.0,
                detector/inbox_filter/cam_observation_history.py

            DET-RF-11 SHOULD client
            Versions: 0.14.0 to 0.16.1
            An image without a camera does not go to the outbox through the filter.
            Source: learning_loop_node 0.15.0, detector/detector_node.py; learning_loop_node 0.16.1,
                detector/inbox_filter/relevance_filter.py

            DET-RF-12 SHOULD client
            Versions: 0.17.0 or later
            Images without a camera share one history.
            Source: learning_loop_node 0.17.2, detector/inbox_filter/relevance_filter.py; learning_loop_node 0.27.0,
                detector/inbox_filter/relevance_filter.py

            DET-RF-13 SHOULD client
            Versions: 0.7.26 or later
            An image with a segmentation goes to the outbox with the tag segmentation_detection.
            Source: learning_loop_node 0.7.30, inbox_filter/relevance_group.py; learning_loop_node 0.27.0,
                detector/inbox_filter/cam_observation_history.py

            DET-RF-14 SHOULD client
            Versions: 0.8.0 to 0.17.1
            An image with a classification goes to the outbox with the tag classification_detection.
            Source: learning_loop_node 0.8.8, detector/inbox_filter/cam_observation_history.py; learning_loop_node
                0.13.7, detector/inbox_filter/cam_observation_history.py

            DET-RF-15 SHOULD client
            Versions: 0.17.2 or later
            An image with a classification whose confidence is within the bounds goes to the outbox with the tag
            uncertain.
            Source: learning_loop_node 0.17.2, detector/inbox_filter/cam_observation_history.py; learning_loop_node
                0.27.0, detector/inbox_filter/cam_observation_history.py

            DET-RF-16 SHOULD client
            Versions: 0.7.6 or later
            An image with 80 or more detections goes to the outbox.
            Source: learning_loop_node 0.7.10, inbox_filter/relevants_filter.py; learning_loop_node 0.27.0,
                detector/inbox_filter/relevance_filter.py

            DET-RF-17 SHOULD client
            Versions: 0.7.6 to 0.7.56
            An image with 80 or more detections has the tag unexpectedObservationsCount.
            Source: learning_loop_node 0.7.10, inbox_filter/relevants_filter.py; learning_loop_node 0.7.30,
                inbox_filter/relevance_filter.py

            DET-RF-18 SHOULD client
            Versions: 0.8.0 or later
            An image with 80 or more detections has the tag unexpected_observations_count.
            Source: learning_loop_node 0.8.8, detector/inbox_filter/relevance_filter.py; learning_loop_node 0.27.0,
                detector/inbox_filter/relevance_filter.py

            DET-RF-19 SHOULD client
            Versions: 0.7.15 to 0.10.5
            An image that goes to the outbox through the filter has its camera among the tags.
            Source: learning_loop_node 0.8.8, detector/detector_node.py; learning_loop_node 0.7.30,
                detector/detector_node.py

            DET-RF-20 SHOULD client
            Versions: 0.10.6 or later
            The camera of an image is not among its tags.
            Source: learning_loop_node 0.10.17, detector/detector_node.py; learning_loop_node 0.27.0,
                detector/detector_node.py
            """#)
}
