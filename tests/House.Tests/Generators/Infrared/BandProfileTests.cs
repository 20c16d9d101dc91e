using SpectraPipeline.Testing.Generators.Infrared;
using Xunit;

namespace House.Tests.Generators.Infrared;

public sealed class BandProfileTests
{
    private readonly BandProfile _profile = new();

    [Fact]
    public void Has_unit_height_and_unit_width_at_its_stated_centre()
    {
        Assert.Equal(1, _profile.At(0), 12);
        Assert.True(_profile.At(1e-3) < 1 && _profile.At(-1e-3) < 1);
        double left = Half(-1);
        double right = Half(1);
        Assert.Equal(1, right - left, 8);
    }

    [Fact]
    public void Is_skewed_so_that_no_symmetric_shape_is_exact()
    {
        // The half towards low wavenumber is wider by some per cent: a fitted symmetric band keeps a residual above the noise.
        Assert.InRange(-Half(-1) / Half(1), 1.05, 1.5);
    }

    [Fact]
    public void Area_is_the_integral()
    {
        const double step = 0.01;
        double sum = 0;
        for (int i = -200_000; i <= 200_000; i++)
            sum += _profile.At(i * step) * step;
        // Lorentzian tails beyond ±2000 widths hold 1e-4 of the area.
        Assert.Equal(_profile.Area, sum, 3);
    }

    private double Half(int side)
    {
        double low = 0;
        double high = 3;
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            if (_profile.At(side * middle) > 0.5)
                low = middle;
            else
                high = middle;
        }
        return side * low;
    }
}
