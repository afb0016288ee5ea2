using System.Reflection;
using System.Runtime.CompilerServices;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Tests.Campaigns;

/// <summary>The model is immutable and closed to inheritance: read from the compiled assembly.</summary>
public sealed class ModelShapeTests
{
    private static readonly Type[] Types =
    [
        .. typeof(Office).Assembly.GetExportedTypes().Where(t => t.Namespace == typeof(Office).Namespace || t.Namespace == typeof(OfficeCode).Namespace),
    ];

    [Fact]
    public void The_model_is_seen()
    {
        Assert.True(Types.Count(t => t.Namespace == typeof(Office).Namespace) > 30);
        Assert.True(Types.Count(t => t.Namespace == typeof(OfficeCode).Namespace) > 6);
    }

    [Fact]
    public void Every_class_is_sealed_or_static() =>
        Assert.Empty(Types.Where(t => t.IsClass && !t.IsSealed && !t.IsAbstract).Select(t => t.Name));

    [Fact]
    public void Every_struct_is_read_only() =>
        Assert.Empty(Types.Where(t => t.IsValueType && !t.IsEnum && !t.IsDefined(typeof(IsReadOnlyAttribute))).Select(t => t.Name));

    [Fact]
    public void Nothing_can_be_set_after_it_was_made()
    {
        var properties = Types.SelectMany(t => t.GetProperties()).ToList();
        Assert.True(properties.Count > 100);
        Assert.Empty(properties
            .Where(p => p.SetMethod is { IsPublic: true } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)))
            .Select(p => $"{p.DeclaringType!.Name}.{p.Name}"));
    }

    [Fact]
    public void No_field_is_public() =>
        Assert.Empty(Types.Where(t => !t.IsEnum).SelectMany(t => t.GetFields()).Where(f => !f.IsLiteral).Select(f => $"{f.DeclaringType!.Name}.{f.Name}"));

    [Fact]
    public void Lists_are_offered_for_reading_only() => Assert.Empty(Types
        .SelectMany(t => t.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))
        .Where(p => p.PropertyType.IsArray || (p.PropertyType.IsGenericType && p.PropertyType.GetGenericTypeDefinition() is var g
            && (g == typeof(List<>) || g == typeof(IList<>) || g == typeof(ICollection<>) || g == typeof(Dictionary<,>) || g == typeof(IDictionary<,>))))
        .Select(p => $"{p.DeclaringType!.Name}.{p.Name}"));

    [Fact]
    public void The_default_office_code_is_that_of_KPU_RI()
    {
        Assert.Equal(OfficeCode.National, default);
        Assert.Equal(OfficeCode.National.GetHashCode(), default(OfficeCode).GetHashCode());
        Assert.True(OfficeCode.Parse("35.72").IsWithin(default));
    }
}
