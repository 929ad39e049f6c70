import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import { boundaries } from './tools/boundaries.js';

const tests = [
  '{packages,services,apps}/*/test/**',
  'demo/test/**',
  'tools/test/**',
  'tests/**',
  'benchmarks/**',
];

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/.venv/**',
      'data/**',
      'coverage/**',
      'reports/**',
      '**/routeTree.gen.ts',
      'tools/*.d.ts',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ExportDefaultDeclaration',
          message: 'Use a named export: the name is then the same everywhere.',
        },
      ],
      'no-console': 'error',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
    },
  },
  ...boundaries,
  {
    files: ['packages/*/src/**/*.ts', 'services/{geometry,messaging,model-files,service-kit}/src/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message:
            'A library never reads the environment: take it as a parameter; the app that composes it reads the environment.',
        },
        {
          object: 'process',
          property: 'exit',
          message: 'A library never ends the process: throw, and let the app decide.',
        },
      ],
    },
  },
  {
    // The kit's one entry that composes it from the environment, before the service's own main runs.
    files: ['packages/instrumentation/src/register.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: tests.flatMap((glob) => [`${glob}/*.ts`, `${glob}/*.tsx`]),
    languageOptions: {
      parserOptions: {
        projectService: false,
        project: './tsconfig.test.json',
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'max-lines': 'off',
      'no-console': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    files: ['**/*.config.ts', 'eslint.config.js'],
    languageOptions: {
      parserOptions: {
        projectService: false,
        project: './tsconfig.test.json',
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        setImmediate: 'readonly',
        require: 'readonly',
        fetch: 'readonly',
        performance: 'readonly',
        AbortSignal: 'readonly',
      },
    },
    rules: { 'no-console': 'off' },
  },
);
