using System.Reflection;
using Kpu.Outreach.Campaigns;

namespace Kpu.Outreach.Tests.Campaigns;

/// <summary>What every open vocabulary keeps: found by its shape, so that a new one is checked too.</summary>
public sealed class VocabularyTests
{
    public static TheoryData<Type> Vocabularies => [.. All];

    internal static IReadOnlyList<Type> All { get; } =
    [
        .. typeof(Segment).Assembly.GetExportedTypes().Where(t =>
            t.Namespace == typeof(Segment).Namespace && t.IsValueType && !t.IsEnum && t.GetConstructor([typeof(string)]) is not null),
    ];

    [Fact]
    public void The_vocabularies_are_seen() => Assert.Equal(
        ["ChannelKey", "ContentKind", "MaterialForm", "OutreachMethod", "Segment", "StageKey"],
        All.Select(t => t.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void An_unknown_word_is_kept_as_written(Type type)
    {
        var word = Make(type, "Kata Baru");
        Assert.Equal("Kata Baru", ValueOf(word));
        Assert.Equal("Kata Baru", word.ToString());
        Assert.DoesNotContain(word, WordsOf(type));
    }

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void Words_are_compared_without_case(Type type)
    {
        var (lower, upper, other) = (Make(type, "kataBaru"), Make(type, "KATABARU"), Make(type, "kata-baru"));
        Assert.Equal(lower, upper);
        Assert.Equal(lower.GetHashCode(), upper.GetHashCode());
        Assert.NotEqual(lower, other);
    }

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void The_default_is_a_word(Type type)
    {
        var word = Activator.CreateInstance(type)!;
        Assert.NotEqual("", word.ToString());
        Assert.Equal(word, Make(type, ValueOf(word)));
        Assert.Equal(word.GetHashCode(), Make(type, ValueOf(word)).GetHashCode());
        if (type != typeof(ChannelKey)) Assert.Contains(word, WordsOf(type));
    }

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void An_empty_word_is_refused(Type type)
    {
        Assert.IsAssignableFrom<ArgumentException>(Assert.Throws<TargetInvocationException>(() => Make(type, " ")).InnerException);
        Assert.IsAssignableFrom<ArgumentException>(Assert.Throws<TargetInvocationException>(() => Make(type, null)).InnerException);
    }

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void Every_known_word_is_a_member_spelled_like_it(Type type)
    {
        var members = type.GetProperties(BindingFlags.Public | BindingFlags.Static).Where(p => p.PropertyType == type).ToList();
        Assert.Equal(members.Select(p => ValueOf(p.GetValue(null)!)).Order(StringComparer.Ordinal), WordsOf(type).Select(ValueOf).Order(StringComparer.Ordinal));
        Assert.All(members, p => Assert.Equal(char.ToLowerInvariant(p.Name[0]) + p.Name[1..], ValueOf(p.GetValue(null)!)));
        Assert.Equal(WordsOf(type).Count, WordsOf(type).Distinct().Count());
    }

    [Fact]
    public void A_method_is_direct_or_indirect()
    {
        Assert.All(OutreachMethod.Direct, m => Assert.True(m.IsDirect));
        Assert.All(OutreachMethod.Indirect, m => Assert.False(m.IsDirect));
        Assert.True(new OutreachMethod("SEMINAR").IsDirect);
        Assert.False(new OutreachMethod("telepati").IsDirect);
        Assert.Equal(OutreachMethod.Known.Count, OutreachMethod.Direct.Count + OutreachMethod.Indirect.Count);
    }

    /// <summary>The known words of a vocabulary; none for channels, of which no list exists.</summary>
    internal static IReadOnlyList<object> WordsOf(Type type) =>
        type.GetProperty("Known")?.GetValue(null) is System.Collections.IEnumerable known ? [.. known.Cast<object>()] : [];

    internal static string ValueOf(object word) => (string)word.GetType().GetProperty("Value")!.GetValue(word)!;

    private static object Make(Type type, string? word) => type.GetConstructor([typeof(string)])!.Invoke([word]);
}
