using SpectraPipeline.Report.Figures;
using Xunit;

namespace SpectraPipeline.Report.Tests.Figures;

public sealed class BandEvolutionFigureTests
{
    [Fact]
    public void A_held_parameter_has_a_range_of_one_unit_either_side()
    {
        Panel position = Draw(Track() with { Center = new([1643, 1643, 1643], []) }).Panels[1];
        Assert.Equal(1642, position.Y.Low);
        Assert.Equal(1644, position.Y.High);
    }

    [Fact]
    public void Points_below_detection_are_open_and_grey_and_set_no_range()
    {
        Figure figure = Draw(Track() with { Height = new([-9, 2, 3], []), Below = [true, false, false] });
        PointsLayer below = figure.Panels[0].Layers.OfType<PointsLayer>().Single(points => points.Hollow);
        Assert.Equal([-9.0], below.Y);
        Assert.Equal(Colour.Grey, below.Colour);
        Assert.True(figure.Panels[0].Y.Low > -1);
        Assert.Contains("without position and width", figure.Caption.ToString());
    }

    [Fact]
    public void Of_many_points_one_far_off_sets_no_range_and_is_counted()
    {
        double[] x = SyntheticFigures.Even(0, 19, 20);
        double[] center = [.. x.Select(v => v == 3 ? 1400 : 1660 + (0.1 * v))];
        Figure figure = Draw(
            Track() with
            {
                X = x,
                Height = new([.. x.Select(_ => 1.0)], []),
                Center = new(center, []),
                Fwhm = new([.. x.Select(_ => 30.0)], []),
            }
        );
        Assert.InRange(figure.Panels[1].Y.Low!.Value, 1655, 1660);
        Assert.Contains("One point lies beyond the range drawn.", figure.Caption.ToString());
    }

    [Fact]
    public void Points_between_which_the_potential_turned_are_not_joined_and_keep_their_own_direction()
    {
        TrackInput track = new()
        {
            Heading = "1000",
            X = [0.0, 0.8, 0.1, 0.9],
            Height = new([1, 2, 3, 4], []),
            Center = new([1000, 1001, 1002, 1003], []),
            Fwhm = new([20, 21, 22, 23], []),
            RowIds = ["a", "b", "c", "d"],
            IsJoined = false,
            Rises = [true, true, true, false],
        };
        Figure figure = BandEvolutionFigure.Draw(
            "evolution",
            FigureAxis.Potential("RHE"),
            new FigureAxis { Quantity = "Height" },
            [track],
            []
        );

        Assert.All(figure.Panels, panel => Assert.Empty(panel.Layers.OfType<LineLayer>()));
        Assert.Contains("not joined", figure.Caption.ToString(), StringComparison.Ordinal);
        PointsLayer[] points = [.. figure.Panels[0].Layers.OfType<PointsLayer>()];
        Assert.Equal([0.0, 0.8, 0.1], points.Single(p => p.Marker == MarkerShape.TriangleUp).X);
        Assert.Equal([0.9], points.Single(p => p.Marker == MarkerShape.TriangleDown).X);
    }

    [Fact]
    public void A_potential_cycled_oftener_than_frames_are_drawn_jumps_a_slow_sweep_does_not()
    {
        double[] often = [.. Enumerable.Range(0, 250).Select(i => Cycle(i * 800, 2000))],
            slow = [.. Enumerable.Range(0, 250).Select(i => Cycle(i * 800, 100_000))];

        Assert.True(EvolutionRows.Jumps(often));
        Assert.False(EvolutionRows.Jumps(slow));

        static double Cycle(int frame, int period) => Math.Abs((frame % period) - (period / 2.0)) / period;
    }

    [Fact]
    public void An_onset_is_a_bar_in_a_lane_and_not_a_shade_over_the_panel()
    {
        MarksLayer onset = Assert.Single(Draw(Track() with { Onset = (1, 0.5, 1.5, "tracks:ir/1") }).Panels[0].Layers.OfType<MarksLayer>());
        Assert.Equal(0, onset.Lane);
    }

    private static Figure Draw(TrackInput track) => BandEvolutionFigure.Draw("evolution", FigureAxis.Time(), new FigureAxis(), [track], []);

    private static TrackInput Track() =>
        new()
        {
            Heading = "1662",
            X = [0, 1, 2],
            Height = new([1, 2, 3], []),
            Center = new([1660, 1661, 1662], []),
            Fwhm = new([30, 31, 32], []),
            RowIds = ["a", "b", "c"],
        };
}
