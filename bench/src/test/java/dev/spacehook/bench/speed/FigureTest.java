package dev.spacehook.bench.speed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.bench.speed.Figure.Target;
import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTest {

    @Test
    void takes_the_middle_of_its_rounds() {
        assertThat(Figure.of("odd", "ms", List.of(9.0, 1.0, 5.0)).median()).isEqualTo(5);
        assertThat(Figure.of("even", "ms", List.of(9.0, 1.0, 5.0, 6.0)).median())
                .isEqualTo(5.5);
    }

    @Test
    void compares_the_median_with_its_target() {
        Figure ratio = Figure.of("ratio", "", List.of(0.1, 0.21, 0.3));

        assertThat(ratio.target(Target.atLeast(0.20)).isReached()).isTrue();
        assertThat(ratio.target(Target.atLeast(0.22)).row()).contains("≥ 0.220", "**no**", "0.100, 0.210, 0.300");
        assertThat(ratio.target(Target.atMost(0.22)).isReached()).isTrue();
    }

    @Test
    void prints_three_digits_that_count() {
        assertThat(List.of(12_345.6, 130.0, 42.34, 3.0, 1.234, 0.1234))
                .extracting(Figure::number)
                .containsExactly("12,346", "130", "42.3", "3", "1.23", "0.123");
    }
}
