"""What is done after the answer: papers, notices, upkeep; only this package and the queue know procrastinate."""
