namespace Kpu.Outreach.Dispatching;

/// <summary>What a host listens to: one <see cref="System.Diagnostics.ActivitySource"/> and one <see cref="System.Diagnostics.Metrics.Meter"/>. Spans and instruments are listed in <c>docs/operations.md</c>; they carry numbers, keys of channels and codes, never texts, persons or secrets.</summary>
public static class OutreachTelemetry
{
    /// <summary>The name of both: <c>Kpu.Outreach</c>.</summary>
    public const string Name = "Kpu.Outreach";
}
