"""Rates and times left: counted, not guessed."""

from mediascan.runs.observer import Estimator, Silent, Steps, eta


def test_the_rate_is_that_of_the_last_hour():
    estimator = Estimator(0.0)
    count = 0
    for second in range(7200):
        count += 100 if second < 3600 else 10
        rate = estimator.rate(float(second + 1), count)
    assert 9 <= rate <= 11


def test_slow_work_has_a_rate():
    estimator = Estimator(0.0)
    assert estimator.rate(300.0, 0) == 0
    assert estimator.rate(600.0, 6000) == 10


def test_the_first_moment_divides_by_nothing():
    assert Estimator(5.0).rate(5.0, 100) == 0


def test_time_left_is_known_only_with_a_total_and_a_rate():
    assert eta(None, 10) is None
    assert eta(100, 0) is None
    assert eta(100, 10) == 10
    assert eta(-5, 10) == 0


def test_a_drive_that_stalls_is_seen_to_stall():
    estimator = Estimator(0.0)
    for second in range(1, 601):
        estimator.rate(float(second), second * 100)
    assert estimator.current(600.0, 60_000) == 100
    for second in range(601, 641):
        average = estimator.rate(float(second), 60_000)
    assert average > 90
    assert estimator.current(640.0, 60_000) == 0


class Listener(Silent):
    def __init__(self):
        self.told = []

    def step(self, done, whole):
        self.told.append((done, whole))


def test_steps_are_told_now_and_then_and_at_the_end():
    listener = Listener()
    steps = Steps(listener, 10_000)
    assert sum(1 for _ in steps.watch(iter(range(5_000)))) == 5_000
    for _ in range(5_000):
        steps.one()
    assert listener.told == [(4096, 10_000), (8192, 10_000), (10_000, 10_000)]
