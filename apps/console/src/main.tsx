import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@fontsource-variable/inter/wght.css';
import './design/mantine.css';
import './design/tokens.css';
import './design/base.css';
import './design/list.css';
import { consoleQueryClient } from './api/queries.js';
import { theme } from './design/theme.js';
import { startLanguage } from './language/i18n.js';
import { consoleRouter } from './router.js';

async function start(element: HTMLElement): Promise<void> {
  await startLanguage();
  const queries = consoleQueryClient();
  const router = consoleRouter(queries);
  createRoot(element).render(
    <StrictMode>
      {/* Variables and classes are in style sheets: the page's policy allows no <style> element. */}
      <MantineProvider
        theme={theme}
        defaultColorScheme="auto"
        withCssVariables={false}
        withGlobalClasses={false}
      >
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}

const element = document.getElementById('root');
if (element !== null) {
  void start(element);
}
