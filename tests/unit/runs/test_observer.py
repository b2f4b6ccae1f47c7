"""Rates and times left: counted, not guessed."""

from mediascan.runs.observer import Estimator, eta


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
