using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>Value and derivatives of a shape, written once for registers of any width.</summary>
internal interface IPeakKernel
{
    /// <summary>
    /// For points from..to (a multiple of the width apart), from what the shape's Prepare made of the parameters: adds the peak to model and, when <paramref name="stride"/> is not 0, writes derivative k
    /// to derivatives[k·stride + i].
    /// </summary>
    static abstract void Run<TWide>(
        ReadOnlySpan<double> parameters,
        ref double x,
        ref double model,
        ref double derivatives,
        nuint stride,
        nuint from,
        nuint to
    )
        where TWide : struct, IWide<TWide>;
}

/// <summary>A shape whose kernel <typeparamref name="TKernel"/> runs in the widest registers of the machine, the tail one point at a time.</summary>
internal abstract class SimdPeakShape<TKernel> : PeakShape
    where TKernel : struct, IPeakKernel
{
    public sealed override void Add(ReadOnlySpan<double> parameters, ReadOnlySpan<double> x, Span<double> model)
    {
        Check(parameters, x, model);
        Run(parameters, x, model, ref MemoryMarshal.GetReference(model), 0);
    }

    public sealed override void AddWithDerivatives(
        ReadOnlySpan<double> parameters,
        ReadOnlySpan<double> x,
        Span<double> model,
        Span<double> derivatives,
        int stride
    )
    {
        Check(parameters, x, model);
        if (stride < x.Length || stride == 0 || derivatives.Length < (parameters.Length - 1) * stride + x.Length)
            throw new ArgumentException("Derivatives need one row per parameter, each at least as long as x.", nameof(derivatives));
        Run(parameters, x, model, ref MemoryMarshal.GetReference(derivatives), (nuint)stride);
    }

    internal sealed override void AddPrepared(
        ReadOnlySpan<double> constants,
        ReadOnlySpan<double> x,
        Span<double> model,
        Span<double> derivatives,
        int stride
    ) => RunPrepared(constants, x, model, ref MemoryMarshal.GetReference(derivatives), (nuint)stride);

    private void Check(ReadOnlySpan<double> parameters, ReadOnlySpan<double> x, Span<double> model)
    {
        if (parameters.Length != ParameterCount)
            throw new ArgumentException($"A {Name} has {ParameterCount} parameters, not {parameters.Length}.", nameof(parameters));
        if (model.Length != x.Length)
            throw new ArgumentException($"{x.Length} positions but {model.Length} model values.", nameof(model));
    }

    private void Run(ReadOnlySpan<double> parameters, ReadOnlySpan<double> x, Span<double> model, ref double derivatives, nuint stride)
    {
        Span<double> constants = stackalloc double[ConstantCount];
        Prepare(parameters, constants);
        RunPrepared(constants, x, model, ref derivatives, stride);
    }

    private static void RunPrepared(
        scoped ReadOnlySpan<double> constants,
        ReadOnlySpan<double> x,
        Span<double> model,
        ref double derivatives,
        nuint stride
    )
    {
        ref double x0 = ref MemoryMarshal.GetReference(x);
        ref double model0 = ref MemoryMarshal.GetReference(model);
        nuint length = (nuint)x.Length;
        nuint body;
        if (Avx512F.IsSupported)
        {
            body = length / 8 * 8;
            TKernel.Run<Wide512>(constants, ref x0, ref model0, ref derivatives, stride, 0, body);
        }
        else
        {
            body = length / 4 * 4;
            TKernel.Run<Wide256>(constants, ref x0, ref model0, ref derivatives, stride, 0, body);
        }
        if (body < length)
            TKernel.Run<Wide1>(constants, ref x0, ref model0, ref derivatives, stride, body, length);
    }
}
