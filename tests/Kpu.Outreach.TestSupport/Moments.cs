namespace Kpu.Outreach.TestSupport;

/// <summary>The one place in which a test lets time pass: for killing a process at a moment nothing announces.</summary>
public static class Moments
{
    /// <summary>Lets time pass.</summary>
    /// <param name="span">How long.</param>
    /// <param name="orUntil">Ends it early.</param>
    /// <returns>When it has passed.</returns>
    public static async Task PassAsync(TimeSpan span, Task orUntil)
    {
#pragma warning disable RS0030 // A process under test runs on the machine's clock.
        await Task.WhenAny(orUntil, Task.Delay(span, TimeProvider.System));
#pragma warning restore RS0030
    }
}
