using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.CrashBench;

/// <summary>The four things a platform can guarantee about an effect, and what each lets a channel declare.</summary>
internal static class Guarantees
{
    /// <summary>A repeat with the same key gives the same one effect.</summary>
    public const string Key = "key";

    /// <summary>An effect can be asked for by its key, a while after it happened.</summary>
    public const string Find = "find";

    /// <summary>A draft is prepared, then published once; its state can be read.</summary>
    public const string Prepare = "prepare";

    /// <summary>Every call is a new effect, and nothing can be asked.</summary>
    public const string None = "none";

    public static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan Hidden = TimeSpan.FromSeconds(0.3);
    private static readonly TimeSpan LongestHidden = TimeSpan.FromSeconds(5);

    /// <summary>For what a busy machine adds between a body that was sent and its effect.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(0.7);

    public static IReadOnlyList<string> All { get; } = [Key, Find, Prepare, None];

    /// <summary>How long an effect cannot be found yet. For every other key it is longer than the engine's first pause, so that a look meets it too early.</summary>
    public static TimeSpan HiddenFor(string key) => key[0] % 2 == 0 ? LongestHidden : Hidden;

    public static EffectGuarantee Of(string guarantee) => guarantee switch
    {
        Key => new EffectGuarantee { RepeatSafeFor = TimeSpan.MaxValue },
        Find => new EffectGuarantee { FoundBy = EffectProof.Search, AbsentAfter = LongestCall + LongestHidden + Margin },
        Prepare => new EffectGuarantee { FoundBy = EffectProof.Handle, AbsentAfter = LongestCall + Margin },
        _ => EffectGuarantee.None,
    };
}
