using System.Reflection;
using Architecture.Tests.Rooms;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;

namespace Architecture.Tests.Api;

/// <summary>The public surface of each package: approved as a text, and lawful.</summary>
public sealed class ApiTests
{
    /// <summary>Asynchronous, and stopped by something other than a token in the last place.</summary>
    private static readonly string[] WithoutToken = ["DisposeAsync", "CleanUpAsync"];

    /// <summary>Classes that are meant to be derived from though they are not abstract.</summary>
    private static readonly string[] Open = [];

    private static readonly Type[] Types = [.. new[] { "Kpu.Outreach", "Kpu.Outreach.Channels", "Kpu.Outreach.Sqlite", "Kpu.Outreach.PostgreSql", "Kpu.Outreach.Quartz", "Kpu.Outreach.Testing" }.SelectMany(n => Assembly.Load(n).GetExportedTypes())];

    private static readonly MethodInfo[] Methods =
    [
        .. Types.SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)).Where(PublicApi.IsVisible),
    ];

    /// <summary>Tests that are derived from are named by what they prove and are called by nobody.</summary>
    private static IEnumerable<MethodInfo> Called => Methods.Where(m => !m.IsDefined(typeof(FactAttribute), inherit: true));

    [Theory]
    [InlineData("Kpu.Outreach")]
    [InlineData("Kpu.Outreach.Channels")]
    [InlineData("Kpu.Outreach.Sqlite")]
    [InlineData("Kpu.Outreach.PostgreSql")]
    [InlineData("Kpu.Outreach.Quartz")]
    [InlineData("Kpu.Outreach.Testing")]
    public Task The_public_surface_is_the_approved_one(string package) => Verifier.Verify(PublicApi.Of(Assembly.Load(package)), parameter: package);

    [Fact]
    public void No_signature_names_a_package_but_the_pipeline_and_the_container()
    {
        // A library of tests names its framework, and gives adapters what a host gives them.
        var named = Types.Where(t => t.Assembly.GetName().Name != "Kpu.Outreach.Testing").SelectMany(t => Signatures(t).Select(s => (t.Namespace, Where: $"{t.Name}.{s.Member.Name}", s.Type)))
            .Where(s => House.IsPackage(s.Type.Assembly) && s.Namespace is not ("Microsoft.Extensions.DependencyInjection" or "Kpu.Outreach.Hosting" or "Kpu.Outreach.Quartz.Hosting"))
            .Select(s => s.Where).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(["OutreachOptions.ConfigurePipeline", "OutreachOptions.get_ConfigurePipeline", "OutreachOptions.set_ConfigurePipeline"], named);
    }

    [Fact]
    public void No_adapter_of_an_embedded_channel_is_public() =>
        Assert.Empty(Types.Where(t => t.Assembly.GetName().Name == "Kpu.Outreach.Channels" && t.IsAssignableTo(typeof(IChannelAdapter))).Select(t => t.Name));

    [Fact]
    public void Whatever_is_asynchronous_takes_a_token_last() => Assert.Empty(Called
        .Where(m => IsAsynchronous(m.ReturnType) && !WithoutToken.Contains(m.Name) && m.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken))
        .Select(m => $"{m.DeclaringType!.Name}.{m.Name}"));

    [Fact]
    public void A_name_that_ends_in_Async_is_asynchronous() =>
        Assert.Empty(Methods.Where(m => !m.IsSpecialName && m.Name.EndsWith("Async", StringComparison.Ordinal) && !IsAsynchronous(m.ReturnType)).Select(m => $"{m.DeclaringType!.Name}.{m.Name}"));

    [Fact]
    public void What_is_asynchronous_is_named_so() => Assert.Empty(Called
        .Where(m => IsAsynchronous(m.ReturnType) && !m.IsSpecialName && !m.Name.EndsWith("Async", StringComparison.Ordinal))
        .Select(m => $"{m.DeclaringType!.Name}.{m.Name}"));

    [Fact]
    public void Every_class_is_sealed_abstract_or_static() =>
        Assert.Empty(Types.Where(t => t is { IsClass: true, IsSealed: false, IsAbstract: false }).Select(t => t.Name).Except(Open));

    private static bool IsAsynchronous(Type type) =>
        type == typeof(Task) || type == typeof(ValueTask) || (type.IsGenericType && type.GetGenericTypeDefinition() is var open && (open == typeof(Task<>) || open == typeof(ValueTask<>) || open == typeof(IAsyncEnumerable<>)));

    private static IEnumerable<(MemberInfo Member, Type Type)> Signatures(Type type) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(m => m switch
            {
                MethodBase method => PublicApi.IsVisible(method),
                PropertyInfo property => property.GetAccessors(nonPublic: true).Any(PublicApi.IsVisible),
                FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
                EventInfo happening => PublicApi.IsVisible(happening.AddMethod),
                _ => false,
            })
            .Append(type)
            .SelectMany(m => TypeReferences.OfSignature(m).Select(t => (m, t)));
}
