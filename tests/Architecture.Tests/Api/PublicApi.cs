using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Architecture.Tests.Api;

/// <summary>Writes everything a caller of a package can see, in one fixed order. What the compiler adds to records (equality, copying, printing) is left out: the word <c>record</c> says it.</summary>
internal sealed class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly NullabilityInfoContext _nullability = new();

    /// <summary>The public surface of an assembly.</summary>
    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var space in assembly.GetExportedTypes().GroupBy(t => t.Namespace!).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length > 0 ? "\n" : "")}namespace {space.Key}\n");
            foreach (var type in space.OrderBy(TypeNames.Of, StringComparer.Ordinal)) new PublicApi().Write(text, type);
        }

        return text.ToString().TrimEnd('\n');
    }

    /// <summary>Whether a member is seen from outside of its assembly.</summary>
    public static bool IsVisible(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    /// <summary>Whether the compiler wrote a type as a record.</summary>
    public static bool IsRecord(Type type) => type.GetMethod("<Clone>$", Declared) is not null || (type.IsValueType && type.GetMethod("PrintMembers", Declared) is { } print && IsOfTheCompiler(print));

    private static bool IsOfTheCompiler(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private void Write(StringBuilder text, Type type)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n  {Head(type)}\n");
        foreach (var line in Members(type)) text.Append(CultureInfo.InvariantCulture, $"    {line}\n");
    }

    private string Head(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type)) return $"public delegate {Result(type.GetMethod("Invoke")!)} {TypeNames.Of(type)}({Parameters(type.GetMethod("Invoke")!)})";
        var flags = type.IsEnum && type.IsDefined(typeof(FlagsAttribute)) ? "[Flags] " : "";
        var kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsEnum: true } => "enum",
            { IsValueType: true } => (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "") + (IsRecord(type) ? "record struct" : "struct"),
            { IsAbstract: true, IsSealed: true } => "static class",
            _ => (type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "") + (IsRecord(type) ? "record" : "class"),
        };
        // Of the interfaces only those that the base type and the other interfaces do not bring along.
        var brought = type.GetInterfaces().SelectMany(i => i.GetInterfaces()).Concat(type.BaseType?.GetInterfaces() ?? []).ToHashSet();
        var bases = (type is { IsClass: true, BaseType: { } parent } && parent != typeof(object) ? [TypeNames.Of(parent)] : Array.Empty<string>())
            .Concat(type.IsEnum ? [] : type.GetInterfaces().Where(i => !brought.Contains(i) && i.IsVisible && !(IsRecord(type) && i.Name == "IEquatable`1")).Select(TypeNames.Of).Order(StringComparer.Ordinal)).ToList();
        return $"{flags}public {kind} {TypeNames.Of(type)}{(bases.Count > 0 ? " : " + string.Join(", ", bases) : "")}{Constraints(type.GetGenericArguments())}";
    }

    private IEnumerable<string> Members(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type)) return [];
        if (type.IsEnum) return type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Name} = {Convert.ToInt64(f.GetRawConstantValue(), CultureInfo.InvariantCulture)}"));
        var fields = type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly).Select(f => (f.Name, Line: Field(f)));
        var constructors = type.GetConstructors(Declared).Where(c => IsVisible(c) && !IsCopy(c, type)).Select(c => (c.Name, Line: $"{Access(c)}{TypeNames.Plain(type).Split('.')[^1]}({Parameters(c)})"));
        var properties = type.GetProperties(Declared).Where(p => p.Name != "EqualityContract" && (IsVisible(p.GetMethod) || IsVisible(p.SetMethod))).Select(p => (p.Name, Line: Property(p)));
        var events = type.GetEvents(Declared).Where(e => IsVisible(e.AddMethod)).Select(e => (e.Name, Line: $"{Access(e.AddMethod!)}event {TypeNames.Of(_nullability.Create(e))} {e.Name}"));
        var methods = type.GetMethods(Declared).Where(m => IsVisible(m) && !IsOfTheCompiler(m) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal))).Select(m => (m.Name, Line: Method(m)));
        return new[] { fields, constructors, properties, events, methods }.SelectMany(g => g.OrderBy(m => m.Name, StringComparer.Ordinal).ThenBy(m => m.Line, StringComparer.Ordinal)).Select(m => m.Line);
    }

    private static bool IsCopy(ConstructorInfo constructor, Type type) => IsRecord(type) && constructor.GetParameters() is [var one] && one.ParameterType == type;

    private string Field(FieldInfo field)
    {
        var access = field.IsPublic ? "public " : "protected ";
        if (!field.IsLiteral) return $"{access}{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{TypeNames.Of(_nullability.Create(field))} {field.Name}";
        return $"{access}const {TypeNames.Of(field.FieldType)} {field.Name} = {Value(field.GetRawConstantValue(), field.FieldType)}";
    }

    private string Property(PropertyInfo property)
    {
        var shown = IsVisible(property.GetMethod) ? property.GetMethod! : property.SetMethod!;
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var init = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        var set = !IsVisible(property.SetMethod) ? "" : (property.SetMethod!.IsFamily && !shown.IsFamily ? "protected " : "") + (init ? "init; " : "set; ");
        var name = property.GetIndexParameters() is { Length: > 0 } index ? $"this[{string.Join(", ", index.Select(Parameter))}]" : property.Name;
        return $"{Access(shown)}{Inheritance(shown)}{required}{TypeNames.Of(_nullability.Create(property), IsVisible(property.GetMethod))} {name} {{ {(IsVisible(property.GetMethod) ? "get; " : "")}{set}}}";
    }

    private string Method(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeNames.Of))}>" : "";
        return $"{Access(method)}{Inheritance(method)}{Result(method)} {method.Name}{generic}({Parameters(method)}){(method.IsGenericMethod ? Constraints(method.GetGenericArguments()) : "")}";
    }

    private string Result(MethodInfo method) => (method.ReturnType.IsByRef ? "ref " : "") + TypeNames.Of(_nullability.Create(method.ReturnParameter));

    private string Parameters(MethodBase method) => (method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "") + string.Join(", ", method.GetParameters().Select(Parameter));

    private string Parameter(ParameterInfo parameter)
    {
        var way = !parameter.ParameterType.IsByRef ? "" : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        var spread = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "";
        var value = parameter.HasDefaultValue ? " = " + Value(parameter.RawDefaultValue, parameter.ParameterType) : "";
        return $"{spread}{way}{TypeNames.Of(_nullability.Create(parameter))} {parameter.Name}{value}";
    }

    private static string Access(MethodBase method) => (method.DeclaringType!.IsInterface ? "" : method.IsPublic ? "public " : "protected ") + (method.IsStatic ? "static " : "");

    private static string Inheritance(MethodInfo method) => method switch
    {
        { DeclaringType.IsInterface: true } => method is { IsAbstract: false, IsStatic: false } ? "virtual " : "",
        { IsVirtual: true } when method.GetBaseDefinition() != method => method.IsFinal ? "sealed override " : "override ",
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true, IsFinal: false } when !method.DeclaringType!.IsSealed => "virtual ",
        _ => "",
    };

    private static string Constraints(Type[] parameters) => string.Concat(parameters.Where(p => p.IsGenericParameter).Select(p =>
    {
        var attributes = p.GenericParameterAttributes;
        var list = new List<string>();
        if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint)) list.Add("struct");
        else if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint)) list.Add("class");
        list.AddRange(p.GetGenericParameterConstraints().Where(c => c != typeof(ValueType)).Select(TypeNames.Of));
        if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && list is not ["struct", ..]) list.Add("new()");
        return list.Count > 0 ? $" where {p.Name} : {string.Join(", ", list)}" : "";
    }));

    private static string Value(object? value, Type type) => value switch
    {
        null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        string text => $"\"{text}\"",
        char letter => $"'{letter}'",
        bool yes => yes ? "true" : "false",
        _ when type.IsEnum => $"{TypeNames.Of(type)}.{Enum.ToObject(type, value)}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
