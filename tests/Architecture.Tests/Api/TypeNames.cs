using System.Reflection;

namespace Architecture.Tests.Api;

/// <summary>Writes types as C# does, with their nullability; without namespaces, as the code of a caller reads.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(char)] = "char", [typeof(decimal)] = "decimal", [typeof(double)] = "double",
        [typeof(float)] = "float", [typeof(int)] = "int", [typeof(long)] = "long", [typeof(object)] = "object", [typeof(short)] = "short", [typeof(string)] = "string",
        [typeof(uint)] = "uint", [typeof(ulong)] = "ulong", [typeof(ushort)] = "ushort",
    };

    /// <summary>A type with what is known of its nullability; <paramref name="read"/> tells whether it is read or written there.</summary>
    public static string Of(NullabilityInfo info, bool read = true)
    {
        var type = info.Type.IsByRef ? info.Type.GetElementType()! : info.Type;
        var mark = (read ? info.ReadState : info.WriteState) == NullabilityState.Nullable && !type.IsValueType ? "?" : "";
        if (Nullable.GetUnderlyingType(type) is { } inner) return Of(inner) + "?";
        if (type.IsArray) return (info.ElementType is { } element ? Of(element, read) : Of(type.GetElementType()!)) + "[]" + mark;
        if (IsTuple(type)) return $"({string.Join(", ", info.GenericTypeArguments.Select(a => Of(a, read)))})";
        return info.GenericTypeArguments.Length > 0 ? $"{Plain(type)}<{string.Join(", ", info.GenericTypeArguments.Select(a => Of(a, read)))}>{mark}" : Of(type) + mark;
    }

    /// <summary>A type alone.</summary>
    public static string Of(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword)) return keyword;
        if (Nullable.GetUnderlyingType(type) is { } inner) return Of(inner) + "?";
        if (type.HasElementType) return Of(type.GetElementType()!) + (type.IsArray ? "[]" : type.IsPointer ? "*" : "");
        if (IsTuple(type)) return $"({string.Join(", ", type.GetGenericArguments().Select(Of))})";
        return type.IsGenericType ? $"{Plain(type)}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>" : Plain(type);
    }

    /// <summary>The name without generic arguments; a nested type behind its outer one.</summary>
    public static string Plain(Type type)
    {
        var name = type.Name.Split('`')[0];
        return type is { IsNested: true, IsGenericParameter: false } ? $"{Plain(type.DeclaringType!)}.{name}" : name;
    }

    private static bool IsTuple(Type type) => type.IsGenericType && type.FullName is { } name && name.StartsWith("System.ValueTuple`", StringComparison.Ordinal);
}
